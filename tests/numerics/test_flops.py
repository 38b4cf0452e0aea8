import sys
from subprocess import run

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.numerics import flops

sizes = {
    "d": st.integers(1, 512),
    "layers": st.integers(1, 24),
    "context": st.integers(1, 512),
    "documents": st.integers(1, 8),
}


@given(**sizes)
def test_reading_text_is_writing_and_reading_its_key_values(d, layers, context, documents):
    shape = (d, layers, context, documents)
    assert flops.text_read(*shape) == flops.kv_write(*shape) + flops.kv_read(*shape)


@given(**sizes)
def test_the_counts_are_the_closed_forms(d, layers, context, documents):
    per_token, pair = 24 * d * d * layers, 4 * d * layers
    tokens = documents * context
    within = documents * context * (context + 1) // 2
    assert flops.text_read(d, layers, context, documents) == (
        per_token * (tokens + 3) + pair * (within + 3 * tokens + 6) + 2 * d * 106
    )
    assert flops.kv_write(d, layers, context, documents) == documents * (
        24 * d * d * layers * context + 2 * d * layers * context * (context + 1)
    )
    assert flops.kv_read(d, layers, context, documents) == (
        3 * per_token + pair * (3 * tokens + 6) + 2 * d * 106
    )
    assert flops.parametric_read(d, layers) == 3 * per_token + 6 * pair + 2 * d * 106


def test_the_figures_of_the_wider_model():
    assert flops.text_read(64, 2, 16) == 3_846_400
    assert flops.kv_read(64, 2, 16) == 631_040
    assert flops.sparse_read(64, 2, kept_tokens=4, kept_layers=1) == 609_536
    assert flops.probe(64, 2, 16, questions=4) == 2_469_888
    assert flops.parametric_write(10, 4 * flops.parametric_read(64, 2)) == 72_775_680


def test_the_prices_of_memory3_are_the_papers():
    price = flops.explicit_prices(flops.MEMORY3)
    teraflops = {name: count / 1e12 for name, count in price.items()}
    assert teraflops["train"] == pytest.approx(2.2385, abs=5e-5)
    assert teraflops["write"] == pytest.approx(0.30818, abs=5e-6)
    assert teraflops["read"] == pytest.approx(1.4418e-4, abs=5e-9)
    assert teraflops["text"] == pytest.approx(0.62422, abs=5e-6)


def test_explicit_memory_pays_in_the_papers_interval():
    text, implicit = flops.explicit_interval(flops.MEMORY3)
    assert text == pytest.approx(0.494, abs=5e-4)
    assert implicit == pytest.approx(13_400, abs=50)


@given(memories=st.integers(1, 8), kept=st.integers(1, 128))
def test_an_interval_does_not_depend_on_how_many_memories_share_a_chunk(memories, kept):
    alone = flops.explicit_interval(flops.MEMORY3, memories=1, kept=kept)
    assert flops.explicit_interval(flops.MEMORY3, memories=memories, kept=kept) == alone


def test_counting_needs_no_torch():
    code = "import sys, lab.numerics.flops, lab.worlds.facts; sys.exit('torch' in sys.modules)"
    assert run([sys.executable, "-c", code], check=False).returncode == 0
