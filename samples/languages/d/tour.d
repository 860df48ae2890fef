/// The tour in D: fib(n), sort(five numbers), store(n) and load(), note(n), greet(name).
module tour;

import echo;

ulong fibonacci(ulong n)
{
    return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}

ulong take()
{
    ulong number;
    if (!paramU64(number))
    {
        const message = String("argument missing or of another type, wanted: u64");
        fail(message);
    }
    return number;
}

void fib()
{
    returnU64(fibonacci(take()));
}

void sort()
{
    ulong[5] sorted = void;
    foreach (i; 0 .. 5)
    {
        const number = take();
        int at = i;
        for (; at > 0 && sorted[at - 1] > number; at--)
            sorted[at] = sorted[at - 1];
        sorted[at] = number;
    }
    foreach (number; sorted)
        returnU64(number);
}

/// The bytes of a number.
String bytes(ref const ulong number)
{
    return String((cast(const(char)*)&number)[0 .. ulong.sizeof]);
}

void store()
{
    const key = String("number");
    const number = take();
    const value = bytes(number);
    storageSet(key, value);
}

void load()
{
    const key = String("number");
    String stored;
    returnU64(storageGet(key, stored) ? *cast(const(ulong)*) stored.pointer : 0);
}

void note()
{
    const signature = String("noted(uint64)");
    const number = take();
    const data = bytes(number);
    emit(signature, data);
}

void greet()
{
    String name;
    if (!paramString(name))
    {
        const message = String("argument missing or of another type, wanted: string");
        fail(message);
    }
    const hello = String("Hello, "), end = String("!");
    returnString(hello);
    returnString(name);
    returnString(end);
}

extern (C) void __apply()
{
    if (isConstructor())
        return;
    String name;
    functionName(name);
    switch (name.text)
    {
        static foreach (f; ["fib", "sort", "store", "load", "note", "greet"])
        {
        case f:
            return mixin(f ~ "()");
        }
    default:
        const message = String("The called function is missing.");
        fail(message);
    }
}
