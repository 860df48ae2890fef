#!/usr/bin/env python3
"""An independent model of the samples: computes what each call in the scenario files must come to, and compares that with what they expect.

`python3 expected.py` (3.11 or later) exits 1 and says what differs; `python3 expected.py --print` shows what it computed. It shares no code with the
samples or the tools: SHA-256 is hashlib's, sorting is Python's, arithmetic is on unbounded integers or fractions.

What a contract with a model returns and logs must stand in the scenario, for each call that returns; the types of what each function returns and
the signature of each event, once.
"""

import hashlib
import importlib.util
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


# What functions return: pairs of a type and a value, one after the other.


def u64(value):
    return [("u64", value)]


def boolean(value):
    return [("bool", value)]


def text(value):
    return [("string", value)]


def double(value):
    return [("f64", value)]


def raw(kind, digits):
    return [(kind, digits)]


def packed(kind, value):
    """The bytes of a value."""
    if kind == "string":
        return value.encode()
    if kind.startswith("bytes"):
        return bytes.fromhex(value)
    if kind == "bool":
        return bytes([value])
    if kind == "f64":
        return struct.pack("<d", value)
    return value.to_bytes(int(kind[1:]) // 8, "little", signed=kind[0] == "i")


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


class Sample:
    """One sample with its storage; a call gives what the contract returns."""

    # The package of Python that it needs, if it needs one.
    needs = None

    def __init__(self, number):
        self.id = f"1.11.{number}"
        self.storage = {}
        self.logs = []
        # What is sent with the call, and the block's time, to the last `time` of a scenario.
        self.value = 0
        self.time = 0

    def event(self, signature, *values):
        """An event; bytes are given as digits."""
        name = signature[: signature.index("(")]
        shown = ", ".join(f'"{value}"' if isinstance(value, str) else repr(value) for value in values)
        self.logs.append((signature, f"{name}({shown})"))

    def constructor(self, sender, *args):
        pass


class Fib(Sample):
    def fib(self, sender, *args):
        (n,) = need(["u64"], args)
        a, b = 0, 1
        for _ in range(n):
            a, b = b, a + b
        return u64(a)


class Tour(Fib):
    def sort(self, sender, *args):
        return [("u64", number) for number in sorted(need(["u64"] * 5, args))]

    def store(self, sender, *args):
        (self.storage["number"],) = need(["u64"], args)
        return []

    def load(self, sender):
        return u64(self.storage.get("number", 0))

    def note(self, sender, *args):
        (number,) = need(["u64"], args)
        self.event("noted(uint64)", number)
        return []

    def greet(self, sender, *args):
        (name,) = need(["string"], args)
        return text(f"Hello, {name}!")


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
        return text(name) + [("u32", len(name.encode()))]


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
    only_owner = "token: only the owner"

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
        return []

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
        return []

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
        return raw("bytes", hashlib.sha256(data.encode()).hexdigest())

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
        return [("i64", int(total))]

    def norm(self, sender, *args):
        squares = sum(c * c for c in self.product(args))
        assert Fraction(float(squares)) == squares, "exact, so that only the root rounds"
        return double(math.sqrt(float(squares)))

    def leibniz(self, sender, *args):
        (terms,) = need(["u64"], args)
        value = 0.0
        for k in range(terms):
            term = 4.0 / float(2 * k + 1)
            value = value - term if k & 1 else value + term
        return double(value)


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
        return []

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
        return [(f"u{8 * size}", value % (1 << 8 * size))]

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
        return double(x / 2)

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
        self.event("seen(string,uint256,bytes4,double,int128)", "x", 5, data.encode().hex(), 0.5, -1)
        return raw("bytes4", data[::-1].encode().hex())

    def several(self, sender):
        return u64(7) + boolean(True) + text("end")

    def hash(self, sender, data):
        return raw("bytes32", hashlib.sha256(data.encode()).hexdigest())


class Escrow(Sample):
    """Signatures are verified by the package `cryptography`, which is OpenSSL."""

    needs = "cryptography"

    def open(self, sender, seller, deadline, buyer_key, seller_key, arbiter_key):
        if self.value == 0:
            raise Failed("escrow: some ECHO, please")
        if deadline <= self.time:
            raise Failed("escrow: it would be over")
        if seller == sender:
            raise Failed("escrow: with oneself")
        number = 1 + len(self.storage)
        keys = {"buyer": buyer_key, "seller": seller_key, "arbiter": arbiter_key}
        self.storage[number] = {"amount": self.value, "deadline": deadline, "buyer": sender, "seller": seller, "keys": keys}
        self.event("opened(uint64,string,string,uint64)", number, sender, seller, self.value)
        return u64(number)

    def deal(self, number):
        if number not in self.storage:
            raise Failed("escrow: no such deal")
        return self.storage[number]

    def settle(self, number, to, allowed):
        deal = self.deal(number)
        if self.value:
            raise Failed("escrow: nothing is paid here")
        if not deal["amount"]:
            raise Failed("escrow: the deal is over")
        allowed(deal)
        self.storage[number] = {**deal, "amount": 0}
        self.event("paid(uint64,string,uint64)", number, deal[to], deal["amount"])
        return []

    def signed(self, number, signer, signature, party, to):
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import ec, ed25519
        from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

        def allowed(deal):
            if len(signature) != 64:
                raise Failed("an argument has another number of bytes")
            if signer not in (party, "arbiter"):
                raise Failed("escrow: not for them to say")
            message, key = self.text(number, deal, deal[to]).encode(), deal["keys"][signer]
            try:
                if signer == "arbiter":
                    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
                    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256K1(), key)
                    point.verify(encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))
                else:
                    ed25519.Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
            except InvalidSignature:
                raise Failed("escrow: not the signature") from None

        return self.settle(number, to, allowed)

    def release(self, sender, number, signer, signature):
        return self.signed(number, signer, signature, "buyer", "seller")

    def refund(self, sender, number, signer, signature):
        return self.signed(number, signer, signature, "seller", "buyer")

    def reclaim(self, sender, number):
        def allowed(deal):
            if self.time < deal["deadline"]:
                raise Failed("escrow: it is too early")

        return self.settle(number, "buyer", allowed)

    def text(self, number, deal, to):
        return f"escrow {self.id}, deal {number}: {deal['amount']} to {to}"

    def message(self, sender, number, to):
        return text(self.text(number, self.deal(number), to))

    def amount_of(self, sender, number):
        return u64(self.deal(number)["amount"])

    def kept(self, sender):
        return u64(sum(deal["amount"] for deal in self.storage.values()))

    balance = kept


# By the name of the contract file.
MODELS = {
    "fib": Fib, "tour": Tour, "hello": Hello, "counter": Counter, "token": Token, "token_cpp": TokenCpp, "token_rust": Token, "sha256": Sha256, "matrix": Matrix,
    "sort": Sort, "gcd": Gcd, "token_v1": TokenV1, "types_cpp": TypesCpp, "escrow": Escrow,
}  # fmt: skip

# What these show is what contracts and assets do to each other, which nothing here knows of.
WITHOUT_MODEL = {"relay", "vault", "attacker", "peers_cpp", "gallery", "exchange", "vote"}

# The accounts of a chain that says nothing of them, from 1.2.1 on.
ACCOUNTS = ["alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "ivan", "judy"]


def account(name):
    return f"1.2.{1 + ACCOUNTS.index(name)}"


# What `$name` stands for in the scenario file at hand, beside accounts.
TEXTS = {}


def expanded(line):
    return re.sub(r"\$(\w+)", lambda name: TEXTS.get(name[1]) or account(name[1]), line)


def arguments(line):
    """The name and the arguments of a call line: texts in quotes, bytes in hexadecimal digits and numbers."""
    name, rest = re.fullmatch(r"(\w+)\((.*)\)", line, re.S).groups()
    items = re.findall(r'(?:hex)?"[^"]*"|-?\d+(?:\.\d+)?', rest)
    return name, [bytes.fromhex(item[4:-1]) if item.startswith("hex") else eval(item) for item in items]


def outcome(model, step):
    """What a step must come to: error and message, or what is returned, and events."""
    storage, model.logs, model.value = dict(model.storage), [], step.get("value", 0)
    sender = account(step.get("sender", "alice"))
    try:
        name, args = arguments(expanded(step.get("call", "constructor()")))
        if "deploy" in step:
            model.constructor(sender, *args)
            values = []
        else:
            method = getattr(type(model), name, None) if name not in vars(Sample) else None
            if method is None:
                raise Failed("The called function is missing.")
            values = method(model, sender, *args)
    except Failed as failed:
        model.storage = storage
        return {"error": "contract_error", "message": str(failed)}
    if step.get("view"):
        model.storage = storage
    return {"returns": values, "logs": model.logs}


class Said:
    """What a scenario file has said so far of the contracts of one file: types of results, signatures of events."""

    def __init__(self):
        self.types, self.returned, self.events, self.emitted = set(), set(), set(), set()

    def missing(self):
        yield from (f"the types of what {name} returns are never said" for name in sorted(self.returned - self.types))
        yield from (f"{signature} is not among any events" for signature in sorted(self.emitted - self.events))


def same(kind, expected, value):
    """Whether an expected value is the one that was computed, a double by its bits."""
    if kind == "f64":
        return packed(kind, float(expected)) == packed(kind, value)
    if kind == "string":
        return expanded(expected) == value
    if kind == "bool" or kind.startswith("bytes"):
        return expected == value
    return not isinstance(expected, bool) and int(expected) == value


def problems(step, want, model, said):
    """What a step expects, and the model does not."""
    error, message = step.get("error", "none"), step.get("message")
    if (error, message) != (want.get("error", "none"), want.get("message")):
        yield f"the error {error}: {message}"
    if "error" not in want:
        values, logs = want["returns"], want["logs"]
        name = "constructor" if "deploy" in step else step["call"].split("(")[0]
        kinds = [kind for kind, _ in values]
        if "types" in step:
            said.types.add(name)
            if step["types"] != kinds:
                yield f"the types {step['types']}"
        if "returns" in step:
            said.returned.add(name)
            returns = step["returns"]
            if len(returns) != len(values) or not all(same(kind, one, value) for one, (kind, value) in zip(returns, values)):
                yield f"that it returns {returns}"
        elif "output" not in step:
            yield "nothing of what it returns"
        if step.get("output", want_output := b"".join(packed(*value) for value in values).hex()) != want_output:
            yield f"the output {step['output']}"
        if step.get("view"):
            # A view that emits fails.
            step = {"logs": [], **step}
        if [expanded(log) for log in step.get("logs", ["nothing is said of them"])] != [log for _, log in logs]:
            yield f"the logs {step.get('logs')}"
        signatures = [signature for signature, _ in logs]
        said.emitted.update(signatures)
        said.events.update(step.get("events", []))
        if step.get("events", signatures) != signatures:
            yield f"the events {step['events']}"
    for key, value in step.get("storage", {}).items():
        value = expanded(value) if isinstance(value, str) else value
        if model.storage.get(key, False) != value:
            yield f"{value} under {key}"


def contracts(document):
    """The scenarios of a file, each with every contract file that `@each` stands for."""
    for scenario in document.get("scenario", []):
        uses_each = any(step.get("deploy") == "@each" for step in scenario["step"])
        for each in document["each"] if uses_each else [None]:
            yield scenario["name"], [{**step, "deploy": each} if step.get("deploy") == "@each" else step for step in scenario["step"]]


def main():
    wrong = count = 0

    def complain(*what):
        nonlocal wrong
        wrong += 1
        print(": ".join(what), file=sys.stderr)

    unseen = set(MODELS)
    for name, model in MODELS.items():
        if model.needs and not importlib.util.find_spec(model.needs):
            print(f"skipped {name}: Python has no package {model.needs}")
    for path in sorted(HERE.glob("*/*scenario.toml")):
        place = str(path.relative_to(HERE))
        about = {}
        document = tomllib.loads(path.read_text())
        TEXTS.clear()
        TEXTS.update(document.get("texts", {}))
        for scenario, steps in contracts(document):
            model, deployed, time = None, 0, 0
            for step in steps:
                time = step.get("time", time)
                if "deploy" in step:
                    name = step["deploy"].removesuffix(".elf")
                    model = MODELS[name](deployed) if name in MODELS else None
                    deployed += 1
                    unseen.discard(name)
                    if name not in MODELS and name not in WITHOUT_MODEL:
                        complain(place, scenario, f"{name}: no model")
                if model is None or not ("deploy" in step or "call" in step):
                    continue
                if model.needs and not importlib.util.find_spec(model.needs):
                    continue
                count += 1
                model.time = time
                want = outcome(model, step)
                line = f"{name} {step.get('call', '')}"
                if "--print" in sys.argv:
                    print(place, line, want)
                for problem in problems(step, want, model, about.setdefault(name, Said())):
                    complain(place, scenario, line, f"expects {problem}; the model {want}")
        for name, said in about.items():
            for missing in said.missing():
                complain(place, name, missing)
    for name in sorted(unseen):
        complain(name, "there is a model, and no scenario")
    print(f"{count} calls, {wrong} differ")
    return 1 if wrong or not count else 0


if __name__ == "__main__":
    sys.exit(main())
