"""What each form costs to write, to read and to keep: whole numbers, given from outside."""

from dataclasses import dataclass

from lab.memos.cube import Form


@dataclass(frozen=True)
class Costs:
    """FLOPs and bytes of one memory in each form; text costs nothing to write.

    Attributes:
        write_kv, read_kv: encoding a text; answering from its keys and values.
        probe: choosing the tokens of a sparse memory, once its keys and values are at hand.
        read_sparse: answering from the sparse memory.
        write_lora, read_lora: training the weights; answering from them alone.
        kv_bytes, sparse_bytes, lora_bytes: size of one memory.
    """

    write_kv: int
    read_kv: int
    probe: int
    read_sparse: int
    write_lora: int
    read_lora: int
    kv_bytes: int
    sparse_bytes: int
    lora_bytes: int

    @property
    def read_text(self) -> int:
        """Reading a text is writing its keys and values and reading them: exactly, not nearly."""
        return self.write_kv + self.read_kv

    def read(self, form: Form) -> int:
        """FLOPs of one answer."""
        return {
            "text": self.read_text,
            "kv": self.read_kv,
            "sparse": self.read_sparse,
            "lora": self.read_lora,
        }[form]

    def write(self, form: Form, source: Form | None = None) -> int:
        """FLOPs of making a form; from `kv`, or right after reading the text, no encoding is due."""
        encoded = 0 if source in ("kv", "text") else self.write_kv
        return {
            "text": 0,
            "kv": encoded,
            "sparse": encoded + self.probe,
            "lora": self.write_lora,
        }[form]

    def bytes(self, form: Form) -> int:
        """Bytes that a form takes in the hot tier; text lies on disk, weights in the model."""
        return {"text": 0, "kv": self.kv_bytes, "sparse": self.sparse_bytes, "lora": 0}[form]

    def size(self, form: Form) -> int:
        """Bytes of the form itself, wherever it lies; a text's are its own."""
        return {"text": 0, "kv": self.kv_bytes, "sparse": self.sparse_bytes, "lora": self.lora_bytes}[form]
