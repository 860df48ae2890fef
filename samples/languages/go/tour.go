// The tour in Go: fib(n), sort(five numbers), store(n) and load(), note(n), greet(name).
package main

import (
	"echo"
	"unsafe"
)

func fibonacci(n uint64) uint64 {
	if n < 2 {
		return n
	}
	return fibonacci(n-1) + fibonacci(n-2)
}

func fail(text string) {
	message := echo.Of(text)
	echo.Fail(&message)
}

func take() (number uint64) {
	if !echo.ParamU64(&number) {
		fail("argument missing or of another type, wanted: u64")
	}
	return
}

// The bytes of a number.
func bytes(number *uint64) echo.String {
	return echo.String{Pointer: (*byte)(unsafe.Pointer(number)), Length: 8}
}

func sort() {
	var sorted [5]uint64
	for i := range sorted {
		number := take()
		at := i
		for ; at > 0 && sorted[at-1] > number; at-- {
			sorted[at] = sorted[at-1]
		}
		sorted[at] = number
	}
	for _, number := range sorted {
		echo.ReturnU64(number)
	}
}

func store() {
	number := take()
	key, value := echo.Of("number"), bytes(&number)
	echo.StorageSet(&key, &value)
}

func load() {
	var stored echo.String
	key := echo.Of("number")
	if echo.StorageGet(&key, &stored) {
		echo.ReturnU64(*(*uint64)(unsafe.Pointer(stored.Pointer)))
	} else {
		echo.ReturnU64(0)
	}
}

func note() {
	number := take()
	signature, data := echo.Of("noted(uint64)"), bytes(&number)
	echo.Emit(&signature, &data)
}

func greet() {
	var name echo.String
	if !echo.ParamString(&name) {
		fail("argument missing or of another type, wanted: string")
	}
	hello, end := echo.Of("Hello, "), echo.Of("!")
	echo.ReturnString(&hello)
	echo.ReturnString(&name)
	echo.ReturnString(&end)
}

//go:linkname apply __apply
func apply() {
	if echo.IsConstructor() {
		return
	}
	var name echo.String
	echo.FunctionName(&name)
	switch echo.Text(name) {
	case "fib":
		echo.ReturnU64(fibonacci(take()))
	case "sort":
		sort()
	case "store":
		store()
	case "load":
		load()
	case "note":
		note()
	case "greet":
		greet()
	default:
		fail("The called function is missing.")
	}
}

func main() {}
