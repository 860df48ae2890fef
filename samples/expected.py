#!/usr/bin/env python3
"""An independent model of the samples: computes what each call in the expect.toml files must return, and compares.

`python3 expected.py` (3.11 or later) exits 1 and says what differs; `python3 expected.py --print` shows what it computed. It shares no code with the
samples or the tools: SHA-256 is hashlib's, sorting is Python's, arithmetic is on unbounded integers or fractions.
"""

import hashlib
import math
import re
import struct
import sys
import tomllib
from fractions import Fraction
from pathlib import Path

HERE = Path(__file__).parent


class Failed(Exception):
    """The contract ends the run with this message."""


def u64(value):
    return struct.pack("<Q", value).hex()


def boolean(value):
    return "01" if value else "00"


def text(value):
    return value.encode().hex()


def checked_add(left, right, message):
    if left + right >= 1 << 64:
        raise Failed(message)
    return left + right


def need(kinds, args):
    """What echo_take_… and the C++ dispatch say of an argument that does not fit."""
    for i, kind in enumerate(kinds):
        fits = i < len(args) and (
            isinstance(args[i], str) if kind == "string" else isinstance(args[i], int) and 0 <= args[i] < 1 << 64
        )
        if not fits:
            raise Failed(f"argument missing or of another type, wanted: {kind}")
    return args[: len(kinds)]


def packed(value):
    if isinstance(value, str):
        return struct.pack("<I", len(value)) + value.encode()
    return struct.pack("<Q", value)


class Sample:
    """One sample with its storage; a call gives the output in hexadecimal."""

    def __init__(self):
        self.storage = {}
        self.logs = []

    def event(self, signature, *values):
        self.logs.append({"signature": signature, "data": b"".join(map(packed, values)).hex()})

    def constructor(self, sender, *args):
        pass


class Fib(Sample):
    def fib(self, sender, *args):
        (n,) = need(["u64"], args)
        a, b = 0, 1
        for _ in range(n):
            a, b = b, a + b
        return u64(a)


class Hello(Sample):
    def hello(self, sender):
        return text("Hello, Echo!")

    def greet(self, sender, *args):
        (name,) = need(["string"], args)
        if name == "":
            raise Failed("greet: whom?")
        return text(f"Hello, {name}!")

    def name_and_length(self, sender, *args):
        (name,) = need(["string"], args)
        return text(name) + struct.pack("<I", len(name.encode())).hex()


class Counter(Sample):
    def get(self, sender):
        return u64(self.storage.get("count", 0))

    def increment(self, sender):
        return self.add(sender, 1)

    def add(self, sender, *args):
        (step,) = need(["u64"], args)
        self.storage["count"] = checked_add(self.storage.get("count", 0), step, "counter: overflow")
        return self.get(sender)

    def reset(self, sender):
        return boolean(self.storage.pop("count", None) is not None)


class Token(Sample):
    only_owner = "token: only the owner mints"

    def constructor(self, sender):
        self.storage["owner"] = sender
        self.create(sender, 1000000)

    def balance(self, who):
        return self.storage.get(("balance", who), 0)

    def create(self, to, amount):
        self.storage["total"] = checked_add(self.storage.get("total", 0), amount, "token: too much")
        self.storage["balance", to] = self.balance(to) + amount
        self.event("transfer(string,string,uint64)", "", to, amount)

    def mint(self, sender, *args):
        to, amount = need(["string", "u64"], args)
        if self.storage["owner"] != sender:
            raise Failed(self.only_owner)
        self.create(to, amount)
        return ""

    def move(self, sender, to, amount):
        self.storage["balance", sender] = self.balance(sender) - amount
        self.storage["balance", to] = self.balance(to) + amount
        self.event("transfer(string,string,uint64)", sender, to, amount)

    def transfer(self, sender, *args):
        to, amount = need(["string", "u64"], args)
        if amount > self.balance(sender):
            raise Failed("token: insufficient balance")
        self.move(sender, to, amount)
        return boolean(True)

    def balance_of(self, sender, *args):
        (who,) = need(["string"], args)
        return u64(self.balance(who))

    def total_supply(self, sender):
        return u64(self.storage.get("total", 0))


class TokenCpp(Token):
    only_owner = "token: only the owner"

    def fee(self, amount):
        kind, size = self.storage.get("fee", ("none", 0))
        return {"none": 0, "flat": min(amount, size), "percent": amount * size // 100}[kind]

    def transfer(self, sender, *args):
        to, amount = need(["string", "u64"], args)
        fee = self.fee(amount)
        if checked_add(amount, fee, "token: too much") > self.balance(sender):
            raise Failed("token: insufficient balance")
        self.move(sender, to, amount)
        if fee:
            self.move(sender, self.storage["owner"], fee)
        return boolean(True)

    def set_fee(self, sender, *args):
        kind, amount = need(["string", "u64"], args)
        if self.storage["owner"] != sender:
            raise Failed(self.only_owner)
        if kind not in ("none", "flat", "percent"):
            raise Failed("token: none, flat or percent")
        self.storage["fee"] = (kind, amount)
        return ""

    def describe(self, sender):
        primes = [n for n in range(2, 60) if all(n % d for d in range(2, n))][:16]
        kind = self.storage.get("fee", ("none", 0))[0]
        return text(f"fee {kind} of 1000: {self.fee(1000)}; primes {sum(primes)}")


class Sha256(Sample):
    def hash(self, sender, *args):
        (data,) = need(["string"], args)
        return text(hashlib.sha256(data.encode()).hexdigest())

    def digest(self, sender, *args):
        (data,) = need(["string"], args)
        return hashlib.sha256(data.encode()).hexdigest()

    def hash_repeat(self, sender, *args):
        (count,) = need(["u64"], args)
        value = bytes(32)
        for _ in range(count):
            value = hashlib.sha256(value).digest()
        return text(value.hex())


class Matrix(Sample):
    def product(self, args):
        (n,) = need(["u64"], args)
        if not 1 <= n <= 96:
            raise Failed("matrix: 1 to 96 rows")
        a = [[Fraction((i * 3 + j * 7) % 23 - 11, 4) for j in range(n)] for i in range(n)]
        b = [[Fraction((i * 5 + j * 2) % 19 - 9, 4) for j in range(n)] for i in range(n)]
        return [sum(a[i][k] * b[k][j] for k in range(n)) for i in range(n) for j in range(n)]

    def multiply(self, sender, *args):
        total = sum(self.product(args)) * 16
        assert total.denominator == 1
        return struct.pack("<q", int(total)).hex()

    def norm(self, sender, *args):
        squares = sum(c * c for c in self.product(args))
        assert Fraction(float(squares)) == squares, "exact, so that only the root rounds"
        return struct.pack("<d", math.sqrt(float(squares))).hex()

    def leibniz(self, sender, *args):
        (terms,) = need(["u64"], args)
        value = 0.0
        for k in range(terms):
            term = 4.0 / float(2 * k + 1)
            value = value - term if k & 1 else value + term
        return struct.pack("<d", value).hex()


class Sort(Sample):
    def quick_sort(self, sender, *args):
        (count,) = need(["u64"], args)
        if not 1 <= count <= 1000000:
            raise Failed("sort: 1 to 1000000 numbers")
        x, items = count, []
        for _ in range(count):
            x = (x * 6364136223846793005 + 1442695040888963407) % (1 << 64)
            items.append(x >> 32)
        return u64(sum((i + 1) * item for i, item in enumerate(sorted(items))) % (1 << 64))

    heap_sort = quick_sort


class Gcd(Sample):
    def gcd(self, sender, *args):
        if len(args) < 2 or not all(isinstance(arg, int) for arg in args[:2]):
            raise Failed("gcd: two numbers, please")
        return u64(math.gcd(*args[:2]))


class TokenV1(Sample):
    def constructor(self, sender, *args):
        self.storage = {"owner": sender, "supply": 1000, "balances": {}}
        self.credit(sender, 1000)
        self.event("transferred(string,string,uint64)", "", sender, 1000)

    def credit(self, to, amount):
        balances = dict(self.storage["balances"])
        balances[to] = balances.get(to, 0) + amount
        self.storage["balances"] = balances

    def transfer(self, sender, *args):
        to, amount = need(["string", "u64"], args)
        if amount > self.storage["balances"].get(sender, 0):
            raise Failed("token: insufficient balance")
        self.credit(sender, -amount)
        self.credit(to, amount)
        self.event("transferred(string,string,uint64)", sender, to, amount)
        return boolean(True)

    def give(self, sender, to, amount):
        if amount > 255:
            raise Failed("argument missing or of another type, wanted: u8")
        if sender != self.storage["owner"]:
            raise Failed("token: only the owner")
        self.storage["supply"] += amount
        self.credit(to, amount)
        return ""

    def balance_of(self, sender, who):
        return u64(self.storage["balances"].get(who, 0))

    def holders(self, sender):
        return u64(len(self.storage["balances"])) + u64(self.storage["supply"])

    def statement(self, sender):
        return text(", ".join(f"{who}={amount}" for who, amount in self.storage["balances"].items()))


class TypesCpp(Sample):
    def constructor(self, sender, start, title):
        self.storage = {"count": start, "name": title, "balances": {}, "notes": ()}

    def whole(self, value, size):
        return (value % (1 << 8 * size)).to_bytes(size, "little").hex()

    def add(self, sender, step):
        before = self.storage["count"] + step
        self.storage["count"] = before + 1
        return u64(before)

    def pay(self, sender, who, amount):
        balance = self.storage["balances"].get(who, 0) + amount
        self.storage["balances"] = {**self.storage["balances"], who: balance, "last": balance}
        return u64(balance)

    def balance_of(self, sender, who):
        return u64(self.storage["balances"].get(who, 0))

    def note(self, sender, what):
        first, *others = (*self.storage["notes"], what)
        self.storage["notes"] = (first + "!", *others)
        return u64(len(self.storage["notes"]))

    def forget(self, sender):
        if not self.storage["notes"]:
            raise Failed("echo::vector: no such element")
        *others, last = self.storage["notes"]
        self.storage["notes"] = tuple(others)
        return text(last)

    def all(self, sender):
        return text(" ".join(("[" + self.storage["name"] + "]", *self.storage["notes"])) + ".")

    def half(self, sender, x):
        return struct.pack("<d", x / 2).hex()

    def shown(self, sender, x):
        return text(f"{x!r} -5 true")

    def power(self, sender, base, exponent):
        self.storage["last"] = base**exponent % (1 << 256)
        return self.whole(self.storage["last"], 32)

    def divide_last(self, sender, by):
        if by == 0:
            raise Failed("uint256: division by zero")
        return self.whole(self.storage["last"] // by, 32) + self.whole(self.storage["last"] % by, 32)

    def digits(self, sender, x):
        return text(str(x - 1))

    def wide(self, sender, a, b):
        return self.whole(a + b, 16)

    def turned(self, sender, data):
        if len(data) != 4:
            raise Failed("an argument has another number of bytes")
        event = packed("x").hex() + self.whole(5, 32) + data.encode().hex() + struct.pack("<d", 0.5).hex() + self.whole(-1, 16)
        self.logs.append({"signature": "seen(string,uint256,bytes4,double,int128)", "data": event})
        return text(data[::-1])

    def several(self, sender):
        return u64(7) + boolean(True) + text("end")

    def hash(self, sender, data):
        return hashlib.sha256(data.encode()).hexdigest()


MODELS = {
    "fib": Fib, "hello": Hello, "counter": Counter, "token": Token, "token_cpp": TokenCpp, "token_rust": Token, "sha256": Sha256, "matrix": Matrix,
    "sort": Sort, "gcd": Gcd, "token_v1": TokenV1, "types_cpp": TypesCpp,
}  # fmt: skip


def arguments(line):
    """The name and the arguments of a call line: texts in quotes and numbers."""
    name, rest = re.fullmatch(r"(\w+)\((.*)\)", line, re.S).groups()
    return name, [eval(item) for item in re.findall(r'"[^"]*"|-?\d+(?:\.\d+)?', rest)]


def outcome(model, call):
    """What the call must give: error, message, output and logs."""
    storage, model.logs = dict(model.storage), []
    sender = call.get("sender", "1.2.0")
    try:
        name, args = arguments(call["line"])
        if call.get("constructor"):
            model.constructor(sender, *args)
            output = ""
        else:
            method = getattr(type(model), name, None) if name not in vars(Sample) else None
            if method is None:
                raise Failed("The called function is missing.")
            output = method(model, sender, *args)
    except Failed as failed:
        model.storage = storage
        return {"error": "contract_error", "message": str(failed), "output": "", "logs": []}
    if not call.get("state"):
        model.storage = storage
    return {"error": "none", "message": None, "output": output, "logs": model.logs}


def main():
    wrong = count = 0
    for name, model_class in MODELS.items():
        model = model_class()
        for call in tomllib.loads((HERE / name / "expect.toml").read_text())["call"]:
            count += 1
            want = outcome(model, call)
            said = {
                "error": call.get("error", "none"),
                "message": call.get("message"),
                "output": call.get("output", ""),
                "logs": call.get("logs", []),
            }
            if "--print" in sys.argv:
                print(name, call["line"], want)
            if said != want:
                wrong += 1
                print(f"{name}: {call['line']}: expect.toml says {said}, the model {want}", file=sys.stderr)
    for name in sorted(path.parent.name for path in HERE.glob("*/expect.toml")):
        if name not in MODELS and name != "compilers":
            wrong += 1
            print(f"{name}: no model", file=sys.stderr)
    print(f"{count} calls, {wrong} differ")
    return 1 if wrong or not count else 0


if __name__ == "__main__":
    sys.exit(main())
