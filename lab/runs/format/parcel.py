"""The one binary form of rows, on disk and on the wire: a JSON header, then little-endian arrays.

A parcel is: header length (uint32), header (UTF-8 JSON, padded with spaces), then each array at an offset
divisible by 8, counted from the end of the header. `header["arrays"]` lists name, dtype, shape, offset.
No pickles: dtypes are the numeric ones below. NaN, infinities and bits survive.
"""

import json
import struct
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from lab.contract.errors import BadInput

Array = npt.NDArray[Any]
DTYPES = frozenset({"<f8", "<f4", "<f2", "<i8", "<i4", "<i2", "|i1", "|u1", "|b1"})


def pack(header: Mapping[str, Any], arrays: Mapping[str, Array]) -> bytes:
    """One parcel of a header and named arrays (numeric, any shape, made contiguous)."""
    listed, blobs, offset = [], [], 0
    for name, values in arrays.items():
        array = np.ascontiguousarray(values)
        array = array.astype(array.dtype.newbyteorder("<"), copy=False)
        if array.dtype.str not in DTYPES:
            raise TypeError(f"{name} is of {array.dtype}, which a parcel does not carry")
        blob = array.tobytes()
        shape = list(np.shape(values))
        listed.append({"name": name, "dtype": array.dtype.str, "shape": shape, "offset": offset})
        blobs.append(blob + b"\0" * (-len(blob) % 8))
        offset += len(blobs[-1])
    text = json.dumps({**header, "arrays": listed}, separators=(",", ":"), allow_nan=False).encode()
    text += b" " * (-(len(text) + 4) % 8)
    return b"".join([struct.pack("<I", len(text)), text, *blobs])


def unpack(data: bytes) -> tuple[dict[str, Any], dict[str, Array]]:
    """Header and arrays (read-only views on `data`) of a parcel.

    Raises:
        BadInput: it is cut short, or not a parcel.
    """
    try:
        (length,) = struct.unpack_from("<I", data)
        header = json.loads(data[4 : 4 + length])
        arrays = {entry["name"]: _view(data, 4 + length, entry) for entry in header.pop("arrays")}
    except (struct.error, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(f"This is not a parcel of rows: {error}.") from None
    return header, arrays


def _view(data: bytes, start: int, about: Mapping[str, Any]) -> Array:
    if about["dtype"] not in DTYPES:
        raise ValueError(f"dtype {about['dtype']}")
    shape = tuple(int(n) for n in about["shape"])
    count = int(np.prod(shape, dtype=np.int64))
    return np.frombuffer(data, about["dtype"], count, start + int(about["offset"])).reshape(shape)
