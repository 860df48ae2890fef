/* echo.h: what an Echo contract in C (C99 and up, or C++) needs. Header-only, freestanding, gcc, clang and tcc.
 *
 *     #include "echo.h"
 *
 *     static void add(void) {
 *         uint64_t a = echo_take_u64(), b = echo_take_u64();
 *         echo_return_u64(a + b);
 *     }
 *
 *     ECHO_CONTRACT(ECHO_FUNCTION(add))
 *
 * cc -O2 -static -nostdlib -fno-stack-protector -Wl,-e,__apply -Wl,--gc-sections -o add.elf add.c
 *
 * The functions of the machine, their numbers and prototypes, are generated from the table in echo-abi;
 * docs/scpi.md describes them. What is not generated is built on them and costs nothing where it is not used.
 *
 * Licence: MIT OR Apache-2.0. */
#ifndef ECHO_H
#define ECHO_H

#if !defined(__x86_64__) || defined(__ILP32__)
#error "Echo contracts are x86-64: compile with -m64"
#endif

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define ECHO_BEGIN_C extern "C" {
#define ECHO_END_C }
#define ECHO_NOTHROW noexcept
#else
#define ECHO_BEGIN_C
#define ECHO_END_C
#define ECHO_NOTHROW
#endif
#define ECHO_INLINE static inline __attribute__((always_inline))
#define ECHO_NORETURN __attribute__((noreturn))
#ifdef __TINYC__
#define ECHO_TRAP() for (;;) __asm__ __volatile__("ud2")
#else
#define ECHO_TRAP() __builtin_trap()
#endif

/* Text or bytes: not zero-terminated. 16 bytes, the last four of them padding. */
typedef struct echo_string {
    const char *pointer;
    uint32_t length;
} echo_string;

/* How another contract is called or created. Null stands for all zeroes. */
typedef struct echo_call_options {
    uint64_t value; /* sent with the call */
    uint64_t asset; /* in this asset, an instance number: 0 for 1.3.0 */
    uint64_t gas;   /* at most; 0: all that is left */
    uint64_t flags; /* ECHO_CALL_VIEW, ECHO_CREATE_UPGRADEABLE */
} echo_call_options;

/* The callee, and whom it calls, may change nothing. */
#define ECHO_CALL_VIEW 1
/* The owner may replace the code later. */
#define ECHO_CREATE_UPGRADEABLE 2

/* ---- generated from echo-abi/src/scpi.rs by `make generate`: begin ---- */

/* Numbers, for `int`. */
#define ECHO_ALLOCATE 0x11
#define ECHO_REALLOCATE 0x12
#define ECHO_FREE 0x13
#define ECHO_COPY_MEMORY 0x14
#define ECHO_COMPARE_MEMORY 0x15
#define ECHO_SET_MEMORY 0x16
#define ECHO_MOVE_MEMORY 0x17
#define ECHO_STRING_LENGTH 0x18
#define ECHO_BALANCE 0x20
#define ECHO_TRANSFER 0x21
#define ECHO_OBJECT_PROPERTY 0x22
#define ECHO_CALL_ASSET 0x23
#define ECHO_BLOCK_HASH 0x24
#define ECHO_BLOCK_AUTHOR 0x25
#define ECHO_GAS_LIMIT 0x26
#define ECHO_BLOCK_NUMBER 0x27
#define ECHO_BLOCK_TIME 0x28
#define ECHO_CALL_VALUE 0x29
#define ECHO_SENDER 0x2a
#define ECHO_ORIGIN_SENDER 0x2b
#define ECHO_CONTRACT_NUMBER 0x2c
#define ECHO_CONTRACT_ID 0x2d
#define ECHO_IS_CONSTRUCTOR 0x2e
#define ECHO_STORAGE_GET 0x30
#define ECHO_STORAGE_SET 0x31
#define ECHO_STORAGE_REMOVE 0x32
#define ECHO_STORAGE_EXISTS 0x33
#define ECHO_STORAGE_GET_OF 0x34
#define ECHO_PARAM_STRING 0x40
#define ECHO_PARAM_BOOL 0x41
#define ECHO_PARAM_I8 0x42
#define ECHO_PARAM_I16 0x43
#define ECHO_PARAM_I32 0x44
#define ECHO_PARAM_I64 0x45
#define ECHO_PARAM_U8 0x46
#define ECHO_PARAM_U16 0x47
#define ECHO_PARAM_U32 0x48
#define ECHO_PARAM_U64 0x49
#define ECHO_PARAM_INT 0x4a
#define ECHO_PARAM_UINT 0x4b
#define ECHO_PARAM_F64 0x4c
#define ECHO_RETURN_STRING 0x50
#define ECHO_RETURN_BOOL 0x51
#define ECHO_RETURN_I8 0x52
#define ECHO_RETURN_I16 0x53
#define ECHO_RETURN_I32 0x54
#define ECHO_RETURN_I64 0x55
#define ECHO_RETURN_U8 0x56
#define ECHO_RETURN_U16 0x57
#define ECHO_RETURN_U32 0x58
#define ECHO_RETURN_U64 0x59
#define ECHO_FAIL 0x60
#define ECHO_FUNCTION_NAME 0x61
#define ECHO_EMIT 0x62
#define ECHO_DEBUG_TEXT 0x63
#define ECHO_DEBUG_U64 0x64
#define ECHO_DEBUG_I64 0x65
#define ECHO_DEBUG_F64 0x66
#define ECHO_DEBUG_BYTES 0x67
#define ECHO_CALL 0x68
#define ECHO_CALL_PACKED 0x69
#define ECHO_RETURN_DATA 0x6a
#define ECHO_CREATE 0x6b
#define ECHO_CREATE_LIKE 0x6c
#define ECHO_REPLACE_CODE 0x6d
#define ECHO_SELF_DESTRUCT 0x6e
#define ECHO_GAS_LEFT 0x6f
#define ECHO_SHA256 0x70
#define ECHO_KECCAK256 0x71
#define ECHO_RIPEMD160 0x72
#define ECHO_SHA512 0x73
#define ECHO_BLAKE2B_256 0x74
#define ECHO_BLAKE3 0x75
#define ECHO_ED25519_VERIFY 0x76
#define ECHO_SECP256K1_RECOVER 0x77
#define ECHO_SECP256K1_VERIFY 0x78
#define ECHO_SECP256R1_VERIFY 0x79
#define ECHO_BLS12_381_PAIRING 0x7a
#define ECHO_BN254_PAIRING 0x7b
#define ECHO_ADD256 0x90
#define ECHO_SUB256 0x91
#define ECHO_MUL256 0x92
#define ECHO_DIV256 0x93
#define ECHO_MOD256 0x94
#define ECHO_EXP256 0x95
#define ECHO_ADDMOD256 0x96
#define ECHO_MULMOD256 0x97

/* Gives size bytes of the contract heap, aligned to 16. Size 0 traps. */
ECHO_INLINE void *echo_allocate(uint64_t size) {
    void *echo_result;
    __asm__ __volatile__("int %[number]"
                         : "=a"(echo_result)
                         : [number] "i"(0x11), "D"(size) : "cc", "memory");
    return echo_result;
}

/* Changes the size of an allocation; it may move, with what fits of its bytes. What fits is paid for, whether it moves or not. A null pointer
   allocates; size 0 traps. */
ECHO_INLINE void *echo_reallocate(void *pointer, uint64_t size) {
    void *echo_result;
    __asm__ __volatile__("int %[number]"
                         : "=a"(echo_result)
                         : [number] "i"(0x12), "D"(pointer), "S"(size) : "cc", "memory");
    return echo_result;
}

/* Gives an allocation back. A null pointer is ignored, any other that was not allocated traps. */
ECHO_INLINE void echo_free(void *pointer) {
    __asm__ __volatile__("int %[number]"
                         : : [number] "i"(0x13), "D"(pointer) : "cc", "memory");
}

/* Copies count bytes that do not overlap; where they do, as if through a buffer. */
ECHO_INLINE void *echo_copy_memory(void *destination, const void *source, uint64_t count) {
    void *echo_result;
    __asm__ __volatile__("int %[number]"
                         : "=a"(echo_result)
                         : [number] "i"(0x14), "D"(destination), "S"(source), "d"(count) : "cc", "memory");
    return echo_result;
}

/* Compares count bytes as unsigned numbers: below 0, 0 or above 0. */
ECHO_INLINE int32_t echo_compare_memory(const void *left, const void *right, uint64_t count) {
    int32_t echo_result;
    __asm__ __volatile__("int %[number]"
                         : "=a"(echo_result)
                         : [number] "i"(0x15), "D"(left), "S"(right), "d"(count) : "cc", "memory");
    return echo_result;
}

/* Sets count bytes to byte. */
ECHO_INLINE void *echo_set_memory(void *destination, uint8_t byte, uint64_t count) {
    void *echo_result;
    __asm__ __volatile__("int %[number]"
                         : "=a"(echo_result)
                         : [number] "i"(0x16), "D"(destination), "S"((uint64_t)byte), "d"(count) : "cc", "memory");
    return echo_result;
}

/* Copies count bytes that may overlap. */
ECHO_INLINE void *echo_move_memory(void *destination, const void *source, uint64_t count) {
    void *echo_result;
    __asm__ __volatile__("int %[number]"
                         : "=a"(echo_result)
                         : [number] "i"(0x17), "D"(destination), "S"(source), "d"(count) : "cc", "memory");
    return echo_result;
}

/* Length of a zero-terminated text, without the zero. */
ECHO_INLINE uint64_t echo_string_length(const char *text) {
    uint64_t echo_result;
    __asm__ __volatile__("int %[number]"
                         : "=a"(echo_result)
                         : [number] "i"(0x18), "D"(text) : "cc", "memory");
    return echo_result;
}

/* Balance of the account or contract id in asset. An unknown one traps with invalid_chain_call. */
ECHO_INLINE int64_t echo_balance(const echo_string *id, const echo_string *asset) {
    int64_t echo_result;
    __asm__ __volatile__("int %[number]"
                         : "=a"(echo_result)
                         : [number] "i"(0x20), "D"(id), "S"(asset) : "cc", "memory");
    return echo_result;
}

/* Sends amount of asset from this contract to to. Not enough balance traps with invalid_chain_call. */
ECHO_INLINE void echo_transfer(const echo_string *to, const echo_string *asset, uint64_t amount) {
    __asm__ __volatile__("int %[number]"
                         : : [number] "i"(0x21), "D"(to), "S"(asset), "d"(amount) : "cc", "memory");
}

/* A property of the chain object id, as text, whose bytes are paid for. An unknown object or property traps with invalid_chain_call. */
ECHO_INLINE void echo_object_property(echo_string *out, const echo_string *id, const echo_string *name) {
    __asm__ __volatile__("int %[number]"
                         : : [number] "i"(0x22), "D"(out), "S"(id), "d"(name) : "cc", "memory");
}

/* Instance number of the asset sent with the call: 0 for 1.3.0. */
ECHO_INLINE uint64_t echo_call_asset(void) {
    uint64_t echo_result;
    __asm__ __volatile__("int %[number]"
                         : "=a"(echo_result)
                         : [number] "i"(0x23) : "cc");
    return echo_result;
}

/* Hash of a block, as 64 hexadecimal digits. A block that is not there, as the current one is not, traps with invalid_chain_call. */
ECHO_INLINE void echo_block_hash(echo_string *out, uint32_t number) {
    __asm__ __volatile__("int %[number]"
                         : : [number] "i"(0x24), "D"(out), "S"((uint64_t)number) : "cc", "memory");
}

/* Account id of the current block's author. */
ECHO_INLINE void echo_block_author(echo_string *out) {
    __asm__ __volatile__("int %[number]"
                         : : [number] "i"(0x25), "D"(out) : "cc", "memory");
}

/* Gas given to this call. */
ECHO_INLINE uint64_t echo_gas_limit(void) {
    uint64_t echo_result;
    __asm__ __volatile__("int %[number]"
                         : "=a"(echo_result)
                         : [number] "i"(0x26) : "cc");
    return echo_result;
}

/* Number of the current block. */
ECHO_INLINE uint32_t echo_block_number(void) {
    uint32_t echo_result;
    __asm__ __volatile__("int %[number]"
                         : "=a"(echo_result)
                         : [number] "i"(0x27) : "cc");
    return echo_result;
}

/* Time of the current block, in seconds since 1970. */
ECHO_INLINE uint32_t echo_block_time(void) {
    uint32_t echo_result;
    __asm__ __volatile__("int %[number]"
                         : "=a"(echo_result)
                         : [number] "i"(0x28) : "cc");
    return echo_result;
}

/* Amount sent with the call. */
ECHO_INLINE uint64_t echo_call_value(void) {
    uint64_t echo_result;
    __asm__ __volatile__("int %[number]"
                         : "=a"(echo_result)
                         : [number] "i"(0x29) : "cc");
    return echo_result;
}

/* Id of who called: an account or a contract. */
ECHO_INLINE void echo_sender(echo_string *out) {
    __asm__ __volatile__("int %[number]"
                         : : [number] "i"(0x2a), "D"(out) : "cc", "memory");
}

/* Id of the account that signed the transaction. */
ECHO_INLINE void echo_origin_sender(echo_string *out) {
    __asm__ __volatile__("int %[number]"
                         : : [number] "i"(0x2b), "D"(out) : "cc", "memory");
}

/* Instance number of this contract: 7 for 1.11.7. */
ECHO_INLINE uint32_t echo_contract_number(void) {
    uint32_t echo_result;
    __asm__ __volatile__("int %[number]"
                         : "=a"(echo_result)
                         : [number] "i"(0x2c) : "cc");
    return echo_result;
}

/* Id of this contract. */
ECHO_INLINE void echo_contract_id(echo_string *out) {
    __asm__ __volatile__("int %[number]"
                         : : [number] "i"(0x2d), "D"(out) : "cc", "memory");
}

/* Whether this call creates the contract. */
ECHO_INLINE bool echo_is_constructor(void) {
    unsigned char echo_result;
    __asm__ __volatile__("int %[number]"
                         : "=a"(echo_result)
                         : [number] "i"(0x2e) : "cc");
    return echo_result != 0;
}

/* Reads the value stored under key; false, and out untouched, where there is none. */
ECHO_INLINE bool echo_storage_get(const echo_string *key, echo_string *out) {
    unsigned char echo_result;
    __asm__ __volatile__("int %[number]"
                         : "=a"(echo_result)
                         : [number] "i"(0x30), "D"(key), "S"(out) : "cc", "memory");
    return echo_result != 0;
}

/* Stores value under key. */
ECHO_INLINE void echo_storage_set(const echo_string *key, const echo_string *value) {
    __asm__ __volatile__("int %[number]"
                         : : [number] "i"(0x31), "D"(key), "S"(value) : "cc", "memory");
}

/* Removes the value under key; false where there was none. */
ECHO_INLINE bool echo_storage_remove(const echo_string *key) {
    unsigned char echo_result;
    __asm__ __volatile__("int %[number]"
                         : "=a"(echo_result)
                         : [number] "i"(0x32), "D"(key) : "cc", "memory");
    return echo_result != 0;
}

/* Whether a value is stored under key. */
ECHO_INLINE bool echo_storage_exists(const echo_string *key) {
    unsigned char echo_result;
    __asm__ __volatile__("int %[number]"
                         : "=a"(echo_result)
                         : [number] "i"(0x33), "D"(key) : "cc", "memory");
    return echo_result != 0;
}

/* Reads the value that contract stored under key; false, and out untouched, where there is none. */
ECHO_INLINE bool echo_storage_get_of(const echo_string *contract, const echo_string *key, echo_string *out) {
    unsigned char echo_result;
    __asm__ __volatile__("int %[number]"
                         : "=a"(echo_result)
                         : [number] "i"(0x34), "D"(contract), "S"(key), "d"(out) : "cc", "memory");
    return echo_result != 0;
}

/* Takes the next argument if it is a string. */
ECHO_INLINE bool echo_param_string(echo_string *out) {
    unsigned char echo_result;
    __asm__ __volatile__("int %[number]"
                         : "=a"(echo_result)
                         : [number] "i"(0x40), "D"(out) : "cc", "memory");
    return echo_result != 0;
}

/* Takes the next argument if it is a truth value. */
ECHO_INLINE bool echo_param_bool(bool *out) {
    unsigned char echo_result;
    __asm__ __volatile__("int %[number]"
                         : "=a"(echo_result)
                         : [number] "i"(0x41), "D"(out) : "cc", "memory");
    return echo_result != 0;
}

/* Takes the next argument if it is a number that fits in a signed byte. */
ECHO_INLINE bool echo_param_i8(int8_t *out) {
    unsigned char echo_result;
    __asm__ __volatile__("int %[number]"
                         : "=a"(echo_result)
                         : [number] "i"(0x42), "D"(out) : "cc", "memory");
    return echo_result != 0;
}

/* Takes the next argument if it is a number that fits in 16 bits, signed. */
ECHO_INLINE bool echo_param_i16(int16_t *out) {
    unsigned char echo_result;
    __asm__ __volatile__("int %[number]"
                         : "=a"(echo_result)
                         : [number] "i"(0x43), "D"(out) : "cc", "memory");
    return echo_result != 0;
}

/* Takes the next argument if it is a number that fits in 32 bits, signed. */
ECHO_INLINE bool echo_param_i32(int32_t *out) {
    unsigned char echo_result;
    __asm__ __volatile__("int %[number]"
                         : "=a"(echo_result)
                         : [number] "i"(0x44), "D"(out) : "cc", "memory");
    return echo_result != 0;
}

/* Takes the next argument if it is a number that fits in 64 bits, signed. */
ECHO_INLINE bool echo_param_i64(int64_t *out) {
    unsigned char echo_result;
    __asm__ __volatile__("int %[number]"
                         : "=a"(echo_result)
                         : [number] "i"(0x45), "D"(out) : "cc", "memory");
    return echo_result != 0;
}

/* Takes the next argument if it is a number that fits in an unsigned byte. */
ECHO_INLINE bool echo_param_u8(uint8_t *out) {
    unsigned char echo_result;
    __asm__ __volatile__("int %[number]"
                         : "=a"(echo_result)
                         : [number] "i"(0x46), "D"(out) : "cc", "memory");
    return echo_result != 0;
}

/* Takes the next argument if it is a number that fits in 16 bits, unsigned. */
ECHO_INLINE bool echo_param_u16(uint16_t *out) {
    unsigned char echo_result;
    __asm__ __volatile__("int %[number]"
                         : "=a"(echo_result)
                         : [number] "i"(0x47), "D"(out) : "cc", "memory");
    return echo_result != 0;
}

/* Takes the next argument if it is a number that fits in 32 bits, unsigned. */
ECHO_INLINE bool echo_param_u32(uint32_t *out) {
    unsigned char echo_result;
    __asm__ __volatile__("int %[number]"
                         : "=a"(echo_result)
                         : [number] "i"(0x48), "D"(out) : "cc", "memory");
    return echo_result != 0;
}

/* Takes the next argument if it is a number that fits in 64 bits, unsigned. */
ECHO_INLINE bool echo_param_u64(uint64_t *out) {
    unsigned char echo_result;
    __asm__ __volatile__("int %[number]"
                         : "=a"(echo_result)
                         : [number] "i"(0x49), "D"(out) : "cc", "memory");
    return echo_result != 0;
}

/* Takes the next argument if it is a whole number that fits in size bytes, signed: so many bytes at out, 1 to 32, little-endian. */
ECHO_INLINE bool echo_param_int(void *out, uint64_t size) {
    unsigned char echo_result;
    __asm__ __volatile__("int %[number]"
                         : "=a"(echo_result)
                         : [number] "i"(0x4a), "D"(out), "S"(size) : "cc", "memory");
    return echo_result != 0;
}

/* Takes the next argument if it is a whole number that fits in size bytes, unsigned: so many bytes at out, 1 to 32, little-endian. */
ECHO_INLINE bool echo_param_uint(void *out, uint64_t size) {
    unsigned char echo_result;
    __asm__ __volatile__("int %[number]"
                         : "=a"(echo_result)
                         : [number] "i"(0x4b), "D"(out), "S"(size) : "cc", "memory");
    return echo_result != 0;
}

/* Takes the next argument if it is a number, whole or not: the nearest double. */
ECHO_INLINE bool echo_param_f64(double *out) {
    unsigned char echo_result;
    __asm__ __volatile__("int %[number]"
                         : "=a"(echo_result)
                         : [number] "i"(0x4c), "D"(out) : "cc", "memory");
    return echo_result != 0;
}

/* Returns the bytes of a string; several values are appended to each other. */
ECHO_INLINE void echo_return_string(const echo_string *value) {
    __asm__ __volatile__("int %[number]"
                         : : [number] "i"(0x50), "D"(value) : "cc", "memory");
}

/* Returns a byte, 0 or 1. */
ECHO_INLINE void echo_return_bool(bool value) {
    __asm__ __volatile__("int %[number]"
                         : : [number] "i"(0x51), "D"((uint64_t)value) : "cc");
}

/* Returns a signed byte. */
ECHO_INLINE void echo_return_i8(int8_t value) {
    __asm__ __volatile__("int %[number]"
                         : : [number] "i"(0x52), "D"((int64_t)value) : "cc");
}

/* Returns 2 bytes, little-endian. */
ECHO_INLINE void echo_return_i16(int16_t value) {
    __asm__ __volatile__("int %[number]"
                         : : [number] "i"(0x53), "D"((int64_t)value) : "cc");
}

/* Returns 4 bytes, little-endian. */
ECHO_INLINE void echo_return_i32(int32_t value) {
    __asm__ __volatile__("int %[number]"
                         : : [number] "i"(0x54), "D"((int64_t)value) : "cc");
}

/* Returns 8 bytes, little-endian. */
ECHO_INLINE void echo_return_i64(int64_t value) {
    __asm__ __volatile__("int %[number]"
                         : : [number] "i"(0x55), "D"(value) : "cc");
}

/* Returns a byte. */
ECHO_INLINE void echo_return_u8(uint8_t value) {
    __asm__ __volatile__("int %[number]"
                         : : [number] "i"(0x56), "D"((uint64_t)value) : "cc");
}

/* Returns 2 bytes, little-endian. */
ECHO_INLINE void echo_return_u16(uint16_t value) {
    __asm__ __volatile__("int %[number]"
                         : : [number] "i"(0x57), "D"((uint64_t)value) : "cc");
}

/* Returns 4 bytes, little-endian. */
ECHO_INLINE void echo_return_u32(uint32_t value) {
    __asm__ __volatile__("int %[number]"
                         : : [number] "i"(0x58), "D"((uint64_t)value) : "cc");
}

/* Returns 8 bytes, little-endian. */
ECHO_INLINE void echo_return_u64(uint64_t value) {
    __asm__ __volatile__("int %[number]"
                         : : [number] "i"(0x59), "D"(value) : "cc");
}

/* Ends the call with contract_error and a message, of which 4096 bytes are kept; nothing it did remains. */
ECHO_INLINE ECHO_NORETURN void echo_fail(const echo_string *message) {
    __asm__ __volatile__("int %[number]"
                         : : [number] "i"(0x60), "D"(message) : "cc", "memory");
    ECHO_TRAP();
}

/* Name of the called function. */
ECHO_INLINE void echo_function_name(echo_string *out) {
    __asm__ __volatile__("int %[number]"
                         : : [number] "i"(0x61), "D"(out) : "cc", "memory");
}

/* Emits an event: its signature, transfer(string,string,uint64), and its packed values. */
ECHO_INLINE void echo_emit(const echo_string *signature, const echo_string *data) {
    __asm__ __volatile__("int %[number]"
                         : : [number] "i"(0x62), "D"(signature), "S"(data) : "cc", "memory");
}

/* Prints text for the author; no part of the result. */
ECHO_INLINE void echo_debug_text(const echo_string *text) {
    __asm__ __volatile__("int %[number]"
                         : : [number] "i"(0x63), "D"(text) : "cc", "memory");
}

/* Prints an unsigned number for the author. */
ECHO_INLINE void echo_debug_u64(uint64_t value) {
    __asm__ __volatile__("int %[number]"
                         : : [number] "i"(0x64), "D"(value) : "cc");
}

/* Prints a signed number for the author. */
ECHO_INLINE void echo_debug_i64(int64_t value) {
    __asm__ __volatile__("int %[number]"
                         : : [number] "i"(0x65), "D"(value) : "cc");
}

/* Prints a double for the author. */
ECHO_INLINE void echo_debug_f64(double value) {
    union { double number; uint64_t bits; } value_bits;
    value_bits.number = value;
    __asm__ __volatile__("int %[number]"
                         : : [number] "i"(0x66), "D"(value_bits.bits) : "cc");
}

/* Prints bytes in hexadecimal for the author. */
ECHO_INLINE void echo_debug_bytes(const echo_string *bytes) {
    __asm__ __volatile__("int %[number]"
                         : : [number] "i"(0x67), "D"(bytes) : "cc", "memory");
}

/* Calls contract by a call line, transfer("1.2.16", 25). 0 where it returned, else the number of its error, and this contract goes on.
   The line's bytes are paid for; loading and running the callee is paid of its gas, which is taken from this contract's, and what is left
   of it comes back. */
ECHO_INLINE uint32_t echo_call(const echo_string *contract, const echo_string *line, const echo_call_options *options) {
    uint32_t echo_result;
    __asm__ __volatile__("int %[number]"
                         : "=a"(echo_result)
                         : [number] "i"(0x68), "D"(contract), "S"(line), "d"(options) : "cc", "memory");
    return echo_result;
}

/* Calls contract as call does, with packed arguments: the name's length in 4 bytes, the name, then each argument, a byte that is the number
   of the function that takes it (0x40 to 0x4c) before its value: a string its length in 4 bytes and its bytes; 0x4a and 0x4b a byte that is
   the size, then so many bytes. */
ECHO_INLINE uint32_t echo_call_packed(const echo_string *contract, const echo_string *packed, const echo_call_options *options) {
    uint32_t echo_result;
    __asm__ __volatile__("int %[number]"
                         : "=a"(echo_result)
                         : [number] "i"(0x69), "D"(contract), "S"(packed), "d"(options) : "cc", "memory");
    return echo_result;
}

/* What the contract that was last called or created from here returned or, where it failed, its message. */
ECHO_INLINE void echo_return_data(echo_string *out) {
    __asm__ __volatile__("int %[number]"
                         : : [number] "i"(0x6a), "D"(out) : "cc", "memory");
}

/* Creates a contract of a contract file, and calls its constructor by a call line. out becomes its id, where 0 is returned. The owner is this
   contract. */
ECHO_INLINE uint32_t echo_create(const echo_string *code, const echo_string *line, const echo_call_options *options, echo_string *out) {
    uint32_t echo_result;
    __asm__ __volatile__("int %[number]"
                         : "=a"(echo_result)
                         : [number] "i"(0x6b), "D"(code), "S"(line), "d"(options), "c"(out) : "cc", "memory");
    return echo_result;
}

/* Creates a contract of the code that contract has, as create does. */
ECHO_INLINE uint32_t echo_create_like(const echo_string *contract, const echo_string *line, const echo_call_options *options, echo_string *out) {
    uint32_t echo_result;
    __asm__ __volatile__("int %[number]"
                         : "=a"(echo_result)
                         : [number] "i"(0x6c), "D"(contract), "S"(line), "d"(options), "c"(out) : "cc", "memory");
    return echo_result;
}

/* Replaces the code of contract, which belongs to this contract and was created as one whose code can be replaced. 0 where it was done, else
   the number of an error. */
ECHO_INLINE uint32_t echo_replace_code(const echo_string *contract, const echo_string *code) {
    uint32_t echo_result;
    __asm__ __volatile__("int %[number]"
                         : "=a"(echo_result)
                         : [number] "i"(0x6d), "D"(contract), "S"(code) : "cc", "memory");
    return echo_result;
}

/* Ends the call as if it returned, and this contract for good: what it stored is gone, what it has goes to heir. Each asset costs as much as 100
   bytes. */
ECHO_INLINE ECHO_NORETURN void echo_self_destruct(const echo_string *heir) {
    __asm__ __volatile__("int %[number]"
                         : : [number] "i"(0x6e), "D"(heir) : "cc", "memory");
    ECHO_TRAP();
}

/* Gas that is left of what this call was given, after this function's. */
ECHO_INLINE uint64_t echo_gas_left(void) {
    uint64_t echo_result;
    __asm__ __volatile__("int %[number]"
                         : "=a"(echo_result)
                         : [number] "i"(0x6f) : "cc");
    return echo_result;
}

/* SHA-256 (FIPS 180-4) of data: 32 bytes at out. */
ECHO_INLINE void echo_sha256(const echo_string *data, void *out) {
    __asm__ __volatile__("int %[number]"
                         : : [number] "i"(0x70), "D"(data), "S"(out) : "cc", "memory");
}

/* Keccak-256 (as Ethereum uses it) of data: 32 bytes at out. */
ECHO_INLINE void echo_keccak256(const echo_string *data, void *out) {
    __asm__ __volatile__("int %[number]"
                         : : [number] "i"(0x71), "D"(data), "S"(out) : "cc", "memory");
}

/* RIPEMD-160 of data: 20 bytes at out. */
ECHO_INLINE void echo_ripemd160(const echo_string *data, void *out) {
    __asm__ __volatile__("int %[number]"
                         : : [number] "i"(0x72), "D"(data), "S"(out) : "cc", "memory");
}

/* SHA-512 (FIPS 180-4) of data: 64 bytes at out. */
ECHO_INLINE void echo_sha512(const echo_string *data, void *out) {
    __asm__ __volatile__("int %[number]"
                         : : [number] "i"(0x73), "D"(data), "S"(out) : "cc", "memory");
}

/* BLAKE2b (RFC 7693) of data with digests of 32 bytes and no key: 32 bytes at out. It is not the start of BLAKE2b-512. */
ECHO_INLINE void echo_blake2b_256(const echo_string *data, void *out) {
    __asm__ __volatile__("int %[number]"
                         : : [number] "i"(0x74), "D"(data), "S"(out) : "cc", "memory");
}

/* BLAKE3 of data, without a key: 32 bytes at out. */
ECHO_INLINE void echo_blake3(const echo_string *data, void *out) {
    __asm__ __volatile__("int %[number]"
                         : : [number] "i"(0x75), "D"(data), "S"(out) : "cc", "memory");
}

/* Whether signature (64 bytes) is an Ed25519 signature (RFC 8032, 5.1.7, without the cofactor) of message by key (32 bytes). Strict: keys and
   points that are not encoded in the one right way, points of small order and an S that is not below the group's order are false. Paid by the bytes of message. */
ECHO_INLINE bool echo_ed25519_verify(const echo_string *message, const void *signature, const void *key) {
    unsigned char echo_result;
    __asm__ __volatile__("int %[number]"
                         : "=a"(echo_result)
                         : [number] "i"(0x76), "D"(message), "S"(signature), "d"(key) : "cc", "memory");
    return echo_result != 0;
}

/* The key that made an ECDSA signature on secp256k1 (SEC 1, 4.1.6; SEC 2), as Ethereum's ecrecover finds it: hash has 32 bytes, signature 65: r, s, each
   big-endian, and v, which is 0 or 1, or 27 or 28. x and y of the key, each 32 bytes big-endian, at out; false, and out untouched, where there is none, or s is
   above half of the group's order (EIP-2). */
ECHO_INLINE bool echo_secp256k1_recover(const void *hash, const void *signature, void *out) {
    unsigned char echo_result;
    __asm__ __volatile__("int %[number]"
                         : "=a"(echo_result)
                         : [number] "i"(0x77), "D"(hash), "S"(signature), "d"(out) : "cc", "memory");
    return echo_result != 0;
}

/* Whether signature (64 bytes: r, s, each big-endian) is an ECDSA signature on secp256k1 (SEC 1, 4.1.4; SEC 2) of hash (32 bytes) by key: a point of 33 bytes (2 or 3, x)
   or 65 (4, x, y) as in SEC 1, 2.3.3, or of 64 (x, y). Any other key is false, and so is an s above half of the group's order (EIP-2). Paid by the bytes of key. */
ECHO_INLINE bool echo_secp256k1_verify(const void *hash, const void *signature, const echo_string *key) {
    unsigned char echo_result;
    __asm__ __volatile__("int %[number]"
                         : "=a"(echo_result)
                         : [number] "i"(0x78), "D"(hash), "S"(signature), "d"(key) : "cc", "memory");
    return echo_result != 0;
}

/* As secp256k1_verify, on secp256r1, which is P-256 (FIPS 186-5, 6.4.2; SP 800-186), and with any s below the group's order: authenticators make high
   ones, too (EIP-7951). Where a signature must be the only one, its s is to be compared by the contract. */
ECHO_INLINE bool echo_secp256r1_verify(const void *hash, const void *signature, const echo_string *key) {
    unsigned char echo_result;
    __asm__ __volatile__("int %[number]"
                         : "=a"(echo_result)
                         : [number] "i"(0x79), "D"(hash), "S"(signature), "d"(key) : "cc", "memory");
    return echo_result != 0;
}

/* Whether the product of pairings on BLS12-381 is one: 1, or 0 where it is not, or 2 where pairs are not pairs. As EIP-2537 has it: 384 bytes a pair,
   a point of G1 (x, y) and one of G2 (x, y, each with its real part first), coordinates of 64 bytes big-endian below the field's prime, infinity all
   zeroes; points outside of the groups, and no pair at all, give 2. */
ECHO_INLINE uint32_t echo_bls12_381_pairing(const echo_string *pairs) {
    uint32_t echo_result;
    __asm__ __volatile__("int %[number]"
                         : "=a"(echo_result)
                         : [number] "i"(0x7a), "D"(pairs) : "cc", "memory");
    return echo_result;
}

/* Whether the product of pairings on BN254 (alt_bn128) is one: 1, or 0 where it is not, or 2 where pairs are not pairs. As EIP-197 has it: 192 bytes a pair, a point
   of G1 (x, y) and one of G2 (x, y, each with its imaginary part first), coordinates of 32 bytes big-endian below the field's prime, infinity all zeroes; points
   outside of the groups give 2, no pair at all gives 1. */
ECHO_INLINE uint32_t echo_bn254_pairing(const echo_string *pairs) {
    uint32_t echo_result;
    __asm__ __volatile__("int %[number]"
                         : "=a"(echo_result)
                         : [number] "i"(0x7b), "D"(pairs) : "cc", "memory");
    return echo_result;
}

/* left + right modulo 2^256. Numbers have 32 bytes each, little-endian; out may be an operand. So for all that follow. */
ECHO_INLINE void echo_add256(const void *left, const void *right, void *out) {
    __asm__ __volatile__("int %[number]"
                         : : [number] "i"(0x90), "D"(left), "S"(right), "d"(out) : "cc", "memory");
}

/* left - right modulo 2^256. */
ECHO_INLINE void echo_sub256(const void *left, const void *right, void *out) {
    __asm__ __volatile__("int %[number]"
                         : : [number] "i"(0x91), "D"(left), "S"(right), "d"(out) : "cc", "memory");
}

/* left * right modulo 2^256. */
ECHO_INLINE void echo_mul256(const void *left, const void *right, void *out) {
    __asm__ __volatile__("int %[number]"
                         : : [number] "i"(0x92), "D"(left), "S"(right), "d"(out) : "cc", "memory");
}

/* The quotient of unsigned numbers, without its fraction; 0 where right is 0, as everywhere in Ethereum's Yellow Paper (appendix H). */
ECHO_INLINE void echo_div256(const void *left, const void *right, void *out) {
    __asm__ __volatile__("int %[number]"
                         : : [number] "i"(0x93), "D"(left), "S"(right), "d"(out) : "cc", "memory");
}

/* The remainder of unsigned numbers; 0 where right is 0. */
ECHO_INLINE void echo_mod256(const void *left, const void *right, void *out) {
    __asm__ __volatile__("int %[number]"
                         : : [number] "i"(0x94), "D"(left), "S"(right), "d"(out) : "cc", "memory");
}

/* left to the power of right, modulo 2^256; 0 to the power of 0 is 1. Paid by the bytes of right, without the zeroes at its high end. */
ECHO_INLINE void echo_exp256(const void *left, const void *right, void *out) {
    __asm__ __volatile__("int %[number]"
                         : : [number] "i"(0x95), "D"(left), "S"(right), "d"(out) : "cc", "memory");
}

/* (left + right) modulo modulus, of the sum with all its bits; 0 where modulus is 0. */
ECHO_INLINE void echo_addmod256(const void *left, const void *right, const void *modulus, void *out) {
    __asm__ __volatile__("int %[number]"
                         : : [number] "i"(0x96), "D"(left), "S"(right), "d"(modulus), "c"(out) : "cc", "memory");
}

/* (left * right) modulo modulus, of the product with all its bits; 0 where modulus is 0. */
ECHO_INLINE void echo_mulmod256(const void *left, const void *right, const void *modulus, void *out) {
    __asm__ __volatile__("int %[number]"
                         : : [number] "i"(0x97), "D"(left), "S"(right), "d"(modulus), "c"(out) : "cc", "memory");
}

/* ---- generated: end ---- */

/* ---- What compilers call by themselves --------------------------------------------------------------------
 *
 * A copied struct or a cleared array becomes a call of memcpy or memset, whatever the source says. They
 * are weak, so that several files may include this header and a contract may bring its own; each has its
 * own section, so that the linker's --gc-sections drops what nobody calls. In assembly, because a
 * compiler would recognise a loop as the very function it defines. `rep movsq` costs 2 gas for 8 bytes,
 * less than any loop, and needs no host call. */

#define ECHO_WEAK(name) __attribute__((weak, used, noinline, section(".text.echo." name)))

ECHO_BEGIN_C

ECHO_WEAK("memcpy")
void *memcpy(void *__restrict__ destination, const void *__restrict__ source, size_t count) ECHO_NOTHROW {
    void *to = destination;
    const void *from = source;
    size_t words = count >> 3;
    size_t bytes = count & 7;
    __asm__ __volatile__("rep movsq" : "+D"(to), "+S"(from), "+c"(words) : : "memory");
    __asm__ __volatile__("rep movsb" : "+D"(to), "+S"(from), "+c"(bytes) : : "memory");
    return destination;
}

ECHO_WEAK("memmove")
void *memmove(void *destination, const void *source, size_t count) ECHO_NOTHROW {
    char *to = (char *)destination;
    const char *from = (const char *)source;
    size_t words = count >> 3;
    size_t bytes = count & 7;
    if ((uintptr_t)to - (uintptr_t)from >= count) {
        __asm__ __volatile__("rep movsq" : "+D"(to), "+S"(from), "+c"(words) : : "memory");
        __asm__ __volatile__("rep movsb" : "+D"(to), "+S"(from), "+c"(bytes) : : "memory");
    } else {
        /* The destination lies behind the source and overlaps it: copy from the end, the odd bytes first. */
        to += count - 1;
        from += count - 1;
        __asm__ __volatile__("std\n\trep movsb" : "+D"(to), "+S"(from), "+c"(bytes) : : "memory", "cc");
        to -= 7;
        from -= 7;
        __asm__ __volatile__("rep movsq\n\tcld" : "+D"(to), "+S"(from), "+c"(words) : : "memory", "cc");
    }
    return destination;
}

ECHO_WEAK("memset")
void *memset(void *destination, int value, size_t count) ECHO_NOTHROW {
    void *to = destination;
    uint64_t pattern = (uint64_t)(unsigned char)value * 0x0101010101010101u;
    size_t words = count >> 3;
    size_t bytes = count & 7;
    __asm__ __volatile__("rep stosq" : "+D"(to), "+c"(words) : "a"(pattern) : "memory");
    __asm__ __volatile__("rep stosb" : "+D"(to), "+c"(bytes) : "a"(pattern) : "memory");
    return destination;
}

ECHO_WEAK("memcmp")
int memcmp(const void *left, const void *right, size_t count) ECHO_NOTHROW {
    typedef uint64_t __attribute__((aligned(1), may_alias)) word;
    const unsigned char *a = (const unsigned char *)left;
    const unsigned char *b = (const unsigned char *)right;
    for (; count >= 8; a += 8, b += 8, count -= 8) {
        uint64_t x = *(const word *)a;
        uint64_t y = *(const word *)b;
        if (x != y) {
#ifdef __TINYC__
            break; /* tcc cannot swap 8 bytes; the loop below finds the one that differs. */
#else
            return __builtin_bswap64(x) < __builtin_bswap64(y) ? -1 : 1;
#endif
        }
    }
    for (; count != 0; a++, b++, count--) {
        if (*a != *b) {
            return *a < *b ? -1 : 1;
        }
    }
    return 0;
}

/* clang calls it where only equality is asked for. */
ECHO_WEAK("bcmp")
int bcmp(const void *left, const void *right, size_t count) ECHO_NOTHROW {
    return memcmp(left, right, count);
}

ECHO_WEAK("strlen")
size_t strlen(const char *text) ECHO_NOTHROW {
    const char *end = text;
    size_t left = SIZE_MAX;
    __asm__ __volatile__("repne scasb" : "+D"(end), "+c"(left) : "a"(0) : "memory", "cc");
    return (size_t)(end - text) - 1;
}

ECHO_END_C

/* ---- Strings ------------------------------------------------------------------------------------------- */

/* A string literal as an echo_string, by value. */
#define ECHO_STRING(literal) echo_string_of("" literal, (uint32_t)(sizeof(literal) - 1))

/* A string literal as a `const echo_string *`, for the functions of the machine. Inside functions only. */
#define ECHO_LITERAL(literal)                                                                               \
    (__extension__({                                                                                        \
        static const echo_string echo_literal_ = {"" literal, (uint32_t)(sizeof(literal) - 1)};             \
        &echo_literal_;                                                                                     \
    }))

ECHO_INLINE echo_string echo_string_of(const char *pointer, uint32_t length) {
    echo_string string;
    string.pointer = pointer;
    string.length = length;
    return string;
}

/* A zero-terminated text as an echo_string. */
ECHO_INLINE echo_string echo_string_from(const char *text) {
    return echo_string_of(text, (uint32_t)__builtin_strlen(text));
}

/* An empty string may have any pointer. */
ECHO_INLINE bool echo_string_equal(echo_string left, echo_string right) {
    return left.length == right.length &&
           (left.length == 0 || __builtin_memcmp(left.pointer, right.pointer, left.length) == 0);
}

/* Whether a string is this literal of `length` bytes. As long as that takes less room than a call with the literal, it is
 * compared by words that instructions hold; the last one may overlap the one before it. */
ECHO_INLINE bool echo_is_name_(echo_string string, const char *name, uint32_t length) {
    typedef uint32_t __attribute__((aligned(1), may_alias)) four;
    typedef uint16_t __attribute__((aligned(1), may_alias)) two;
    const char *text = string.pointer;
    if (length > 16 || length == 0) {
        return echo_string_equal(string, echo_string_of(name, length));
    }
    if (string.length != length) {
        return false;
    }
#define ECHO_DIFFER_(type, at) (*(const type *)(text + (at)) != *(const type *)(name + (at)))
    if ((length >= 4 && ECHO_DIFFER_(four, 0)) || (length >= 8 && ECHO_DIFFER_(four, 4)) ||
        (length >= 12 && ECHO_DIFFER_(four, 8)) || (length > 4 && ECHO_DIFFER_(four, length - 4))) {
        return false;
    }
    return !((length == 2 || length == 3) && ECHO_DIFFER_(two, 0)) && !(length < 4 && ECHO_DIFFER_(char, length - 1));
#undef ECHO_DIFFER_
}

/* Gives the bytes of a string back that the machine allocated. */
ECHO_INLINE void echo_string_free(echo_string *string) {
    echo_free((void *)(uintptr_t)string->pointer);
    string->pointer = NULL;
    string->length = 0;
}

ECHO_INLINE void echo_return_text(const char *text) {
    echo_string string = echo_string_from(text);
    echo_return_string(&string);
}

ECHO_INLINE void echo_debug(const char *text) {
    echo_string string = echo_string_from(text);
    echo_debug_text(&string);
}

/* The digits of `value` at `out`; gives their number. At most 20, no zero at the end. */
static inline uint32_t echo_format_u64(char *out, uint64_t value) {
    char digits[20];
    uint32_t count = 0;
    do {
        digits[count++] = (char)('0' + value % 10);
        value /= 10;
    } while (value != 0);
    for (uint32_t i = 0; i < count; i++) {
        out[i] = digits[count - 1 - i];
    }
    return count;
}

/* Two lower-case hexadecimal digits for each of `count` bytes at `out`; no zero at the end. */
static inline void echo_format_hex(char *out, const void *bytes, uint32_t count) {
    const unsigned char *from = (const unsigned char *)bytes;
    for (uint32_t i = 0; i < count; i++) {
        unsigned high = from[i] >> 4;
        unsigned low = from[i] & 15;
        out[2 * i] = (char)(high < 10 ? '0' + high : 'a' + high - 10);
        out[2 * i + 1] = (char)(low < 10 ? '0' + low : 'a' + low - 10);
    }
}

/* ---- Doubles as text --------------------------------------------------------------------------------------
 *
 * Exact, by whole numbers of up to 1280 bits, and so the same everywhere (Steele and White; Burger and Dybvig's free
 * format). A double is digits[0..count) with a point before them, times 10 to the power of *point. */

typedef struct echo_big_ {
    uint32_t words[40]; /* the lowest first */
    uint32_t count;
} echo_big_;

static inline void echo_big_multiply_(echo_big_ *big, uint32_t by) {
    uint64_t carry = 0;
    uint32_t i;
    for (i = 0; i < big->count; i++) {
        carry += (uint64_t)big->words[i] * by;
        big->words[i] = (uint32_t)carry;
        carry >>= 32;
    }
    if (carry != 0) {
        big->words[big->count++] = (uint32_t)carry;
    }
}

static inline void echo_big_power_of_ten_(echo_big_ *big, int exponent) {
    for (; exponent >= 9; exponent -= 9) {
        echo_big_multiply_(big, 1000000000u);
    }
    for (; exponent > 0; exponent--) {
        echo_big_multiply_(big, 10);
    }
}

/* value * 2^shift */
static inline void echo_big_set_(echo_big_ *big, uint64_t value, uint32_t shift) {
    uint32_t whole = shift / 32, i;
    for (i = 0; i < whole; i++) {
        big->words[i] = 0;
    }
    big->words[whole] = (uint32_t)value;
    big->words[whole + 1] = (uint32_t)(value >> 32);
    big->count = whole + 2;
    while (big->count != 0 && big->words[big->count - 1] == 0) {
        big->count--;
    }
    for (i = shift % 32; i > 0; i--) {
        echo_big_multiply_(big, 2);
    }
}

/* How left compares with right: below 0, 0, above 0. Neither has zeroes at its upper end. */
static inline int echo_big_order_(const echo_big_ *left, const echo_big_ *right) {
    uint32_t i = left->count;
    if (i != right->count) {
        return i < right->count ? -1 : 1;
    }
    while (i-- > 0) {
        if (left->words[i] != right->words[i]) {
            return left->words[i] < right->words[i] ? -1 : 1;
        }
    }
    return 0;
}

/* How left + more compares with right; more may be null. */
static inline int echo_big_compare_(const echo_big_ *left, const echo_big_ *more, const echo_big_ *right) {
    echo_big_ sum;
    uint64_t carry = 0;
    if (more == NULL) {
        return echo_big_order_(left, right);
    }
    for (sum.count = 0; sum.count < left->count || sum.count < more->count; sum.count++) {
        carry += sum.count < left->count ? left->words[sum.count] : 0;
        carry += sum.count < more->count ? more->words[sum.count] : 0;
        sum.words[sum.count] = (uint32_t)carry;
        carry >>= 32;
    }
    if (carry != 0) {
        sum.words[sum.count++] = (uint32_t)carry;
    }
    return echo_big_order_(&sum, right);
}

/* left -= right, which is not larger. */
static inline void echo_big_subtract_(echo_big_ *left, const echo_big_ *right) {
    uint64_t borrow = 0;
    uint32_t i;
    for (i = 0; i < left->count; i++) {
        uint64_t difference = (uint64_t)left->words[i] - (i < right->count ? right->words[i] : 0) - borrow;
        left->words[i] = (uint32_t)difference;
        borrow = difference >> 63;
    }
    while (left->count != 0 && left->words[left->count - 1] == 0) {
        left->count--;
    }
}

#define ECHO_DIGITS_SHORTEST 0    /* as many as tell it from every other double */
#define ECHO_DIGITS_SIGNIFICANT 1 /* `wanted` of them */
#define ECHO_DIGITS_FRACTION 2    /* `wanted` of them behind the decimal point */

/* The digits of a finite value above 0 at `digits`, at most `room` (at least 17), correctly rounded; gives their
 * number. Digits beyond the room are not written: they count as zeroes, which those beyond 767 are. */
static inline int echo_f64_digits(char *digits, int room, double value, int how, int wanted, int *point) {
    echo_big_ rest, unit, below, above;
    uint64_t bits, fraction;
    int exponent, count = 0, is_even, is_power, k;
    __builtin_memcpy(&bits, &value, sizeof bits);
    fraction = bits & 0xfffffffffffffu;
    exponent = (int)(bits >> 52 & 0x7ff);
    is_power = fraction == 0 && exponent > 1;
    if (exponent != 0) {
        fraction |= (uint64_t)1 << 52;
    } else {
        exponent = 1;
    }
    exponent -= 1075;
    is_even = (fraction & 1) == 0;
    /* value = rest / unit; half the distances to the neighbours are below / unit and above / unit. */
    if (exponent >= 0) {
        echo_big_set_(&rest, fraction, (uint32_t)exponent + 1 + (uint32_t)is_power);
        echo_big_set_(&unit, 1, 1 + (uint32_t)is_power);
        echo_big_set_(&below, 1, (uint32_t)exponent);
        echo_big_set_(&above, 1, (uint32_t)exponent + (uint32_t)is_power);
    } else {
        echo_big_set_(&rest, fraction, 1 + (uint32_t)is_power);
        echo_big_set_(&unit, 1, (uint32_t)-exponent + 1 + (uint32_t)is_power);
        echo_big_set_(&below, 1, 0);
        echo_big_set_(&above, 1, (uint32_t)is_power);
    }
    /* About log10, rounded down, made right by the loops below. */
    k = exponent + 52;
    for (bits = fraction; (bits >> 52 & 1) == 0; bits <<= 1) {
        k--;
    }
    k = k * 1233 / 4096 - 1;
    if (k > 0) {
        echo_big_power_of_ten_(&unit, k);
    } else {
        echo_big_power_of_ten_(&rest, -k);
        echo_big_power_of_ten_(&below, -k);
        echo_big_power_of_ten_(&above, -k);
    }
    for (;;) {
        int order = echo_big_compare_(&rest, how == ECHO_DIGITS_SHORTEST ? &above : NULL, &unit);
        if (order < 0 || (order == 0 && how == ECHO_DIGITS_SHORTEST && !is_even)) {
            break;
        }
        echo_big_multiply_(&unit, 10);
        k++;
    }
    *point = k;
    if (how == ECHO_DIGITS_SHORTEST) {
        for (;;) {
            int is_low, is_high, order;
            char digit = '0';
            echo_big_multiply_(&rest, 10);
            echo_big_multiply_(&below, 10);
            echo_big_multiply_(&above, 10);
            while (echo_big_compare_(&rest, NULL, &unit) >= 0) {
                echo_big_subtract_(&rest, &unit);
                digit++;
            }
            order = echo_big_compare_(&rest, NULL, &below);
            is_low = order < 0 || (order == 0 && is_even);
            order = echo_big_compare_(&rest, &above, &unit);
            is_high = order > 0 || (order == 0 && is_even);
            if (is_high && (!is_low || echo_big_compare_(&rest, &rest, &unit) >= 0)) {
                digit++;
            }
            if (count == 0 && digit == '0') {
                *point -= 1; /* the estimate was one too high */
                continue;
            }
            digits[count++] = digit;
            if (is_low || is_high) {
                return count;
            }
        }
    }
    for (;;) {
        int last = how == ECHO_DIGITS_FRACTION ? *point + wanted : wanted;
        char digit = '0';
        if (last > room) {
            last = room;
        }
        if (count >= last) {
            break;
        }
        echo_big_multiply_(&rest, 10);
        while (echo_big_compare_(&rest, NULL, &unit) >= 0) {
            echo_big_subtract_(&rest, &unit);
            digit++;
        }
        if (count == 0 && digit == '0') {
            *point -= 1;
            continue;
        }
        digits[count++] = digit;
    }
    if (how == ECHO_DIGITS_FRACTION && *point + wanted < 0) {
        return 0;
    }
    /* What is left is rounded to the nearest, a half to the even digit. */
    k = echo_big_compare_(&rest, &rest, &unit);
    if (k > 0 || (k == 0 && count != 0 && (digits[count - 1] & 1) != 0)) {
        int at = count;
        while (at > 0 && digits[at - 1] == '9') {
            digits[--at] = '0';
        }
        if (at > 0) {
            digits[at - 1]++;
        } else {
            *point += 1;
            if (how == ECHO_DIGITS_FRACTION && count < room) {
                digits[count++] = '0';
            }
            digits[0] = '1';
        }
    }
    return count;
}

/* Room for echo_format_f64. */
#define ECHO_FORMAT_F64_SIZE 32

/* The shortest text that is read back as this double, at `out`: 0.1, -5, 1e+23, inf, nan; gives its length. No zero
 * at the end. */
static inline uint32_t echo_format_f64(char *out, double value) {
    char digits[17];
    char *to = out;
    int count, point, i;
    uint64_t bits;
    __builtin_memcpy(&bits, &value, sizeof bits);
    if (value != value) {
        __builtin_memcpy(out, "nan", 3);
        return 3;
    }
    if (bits >> 63 != 0) {
        *to++ = '-';
        value = -value;
    }
    if (value > 1.7976931348623157e308) {
        __builtin_memcpy(to, "inf", 3);
        return (uint32_t)(to + 3 - out);
    }
    if (value == 0) {
        *to++ = '0';
        return (uint32_t)(to - out);
    }
    count = echo_f64_digits(digits, 17, value, ECHO_DIGITS_SHORTEST, 0, &point);
    if (point > 17 || point < -4) {
        *to++ = digits[0];
        if (count > 1) {
            *to++ = '.';
        }
        for (i = 1; i < count; i++) {
            *to++ = digits[i];
        }
        *to++ = 'e';
        *to++ = point > 0 ? '+' : '-';
        point = point > 0 ? point - 1 : 1 - point;
        return (uint32_t)(to - out) + echo_format_u64(to, (uint64_t)point);
    }
    if (point <= 0) {
        *to++ = '0';
        *to++ = '.';
        for (i = point; i < 0; i++) {
            *to++ = '0';
        }
    }
    for (i = 0; i < count || i < point; i++) {
        if (i == point && i != 0) {
            *to++ = '.';
        }
        *to++ = i < count ? digits[i] : '0';
    }
    return (uint32_t)(to - out);
}

/* ---- Errors: they end the run with contract_error, and nothing it did remains -------------------------- */

/* One copy for all messages of a contract: a call of it is smaller than what it does. */
static __attribute__((unused, noinline)) ECHO_NORETURN void echo_fail_with_(const char *message, uint32_t length) {
    echo_string string = echo_string_of(message, length);
    echo_fail(&string);
}

ECHO_INLINE ECHO_NORETURN void echo_fail_text(const char *message) {
    echo_fail_with_(message, (uint32_t)__builtin_strlen(message));
}

#define echo_require(condition, message) ((condition) ? (void)0 : echo_fail_text(message))

/* ---- Arguments: taken in order, one that is missing or of another type ends the run -------------------- */

#define ECHO_DEFINE_TAKE(name, type)                                                                        \
    static inline type echo_take_##name(void) {                                                        \
        type value;                                                                                         \
        if (!echo_param_##name(&value)) {                                                                   \
            echo_fail_text("argument missing or of another type, wanted: " #name);                          \
        }                                                                                                   \
        return value;                                                                                       \
    }
ECHO_DEFINE_TAKE(bool, bool)
ECHO_DEFINE_TAKE(i8, int8_t)
ECHO_DEFINE_TAKE(i16, int16_t)
ECHO_DEFINE_TAKE(i32, int32_t)
ECHO_DEFINE_TAKE(i64, int64_t)
ECHO_DEFINE_TAKE(u8, uint8_t)
ECHO_DEFINE_TAKE(u16, uint16_t)
ECHO_DEFINE_TAKE(u32, uint32_t)
ECHO_DEFINE_TAKE(u64, uint64_t)
ECHO_DEFINE_TAKE(string, echo_string)
ECHO_DEFINE_TAKE(f64, double)
#undef ECHO_DEFINE_TAKE

#ifndef __TINYC__
__extension__ typedef __int128 echo_i128;
__extension__ typedef unsigned __int128 echo_u128;

static inline echo_i128 echo_take_i128(void) {
    echo_i128 value;
    echo_require(echo_param_int(&value, sizeof value), "argument missing or of another type, wanted: i128");
    return value;
}

static inline echo_u128 echo_take_u128(void) {
    echo_u128 value;
    echo_require(echo_param_uint(&value, sizeof value), "argument missing or of another type, wanted: u128");
    return value;
}
#endif

/* A whole number of any size up to 32 bytes, unsigned, little-endian: 32 for ECHO_U256. */
static inline void echo_take_uint(void *out, uint32_t size) {
    echo_require(echo_param_uint(out, size), "argument missing or of another type, wanted: an unsigned number that fits");
}

/* So many bytes, as ECHO_BYTES_OF says. */
static inline void echo_take_bytes(void *out, uint32_t size) {
    echo_string bytes = echo_take_string();
    echo_require(bytes.length == size, "an argument has another number of bytes");
    __builtin_memcpy(out, bytes.pointer, size);
    echo_string_free(&bytes);
}

/* Returns bytes as they are: a double, a number of 128 bits, an array. */
static inline void echo_return_bytes(const void *bytes, uint32_t size) {
    echo_string value = echo_string_of((const char *)bytes, size);
    echo_return_string(&value);
}

static inline void echo_return_f64(double value) {
    echo_return_bytes(&value, sizeof value);
}

/* ---- The entry point and dispatch by name -----------------------------------------------------------------
 *
 *     ECHO_CONTRACT(ECHO_FUNCTION(add) ECHO_FUNCTION(get))
 *
 * Each is a `void f(void)`; a name that is not listed ends the run. Who gives the types lets callers know them, for the
 * compiled contract says what can be called (`echo-vm interface`): arguments in parentheses, then the results.
 *
 *     ECHO_CONTRACT(ECHO_CONSTRUCTOR(create, (ECHO_U64))
 *                   ECHO_FUNCTION(transfer, (ECHO_TEXT, ECHO_U64), ECHO_BOOL)
 *                   ECHO_VIEW(balance_of, (ECHO_TEXT), ECHO_U64)
 *                   ECHO_EVENT(transfer, (ECHO_TEXT, ECHO_TEXT, ECHO_U64)))
 *
 * The constructor runs once, when the contract is created. A view is a function that changes nothing. A text or bytes
 * among the results is last. ECHO_CONTRACT_WITH(create, functions) is an older way to name a constructor. */

#define ECHO_BOOL "?"
#define ECHO_I8 "b"
#define ECHO_I16 "h"
#define ECHO_I32 "i"
#define ECHO_I64 "q"
#define ECHO_U8 "B"
#define ECHO_U16 "H"
#define ECHO_U32 "I"
#define ECHO_U64 "Q"
#define ECHO_I128 "o"
#define ECHO_U128 "O"
#define ECHO_I256 "n"
#define ECHO_U256 "N"
#define ECHO_F64 "d"
#define ECHO_TEXT "s"
#define ECHO_BYTES "y"
/* So many bytes, a number written out: ECHO_BYTES_OF(32). */
#define ECHO_BYTES_OF(size) "[" #size "]"

#define ECHO_FUNCTION(...) ECHO_ENTRY_(FUNCTION, "f", __VA_ARGS__)
#define ECHO_VIEW(...) ECHO_ENTRY_(FUNCTION, "v", __VA_ARGS__)
#define ECHO_CONSTRUCTOR(...) ECHO_ENTRY_(CONSTRUCTOR, "c", __VA_ARGS__)
#define ECHO_EVENT(...) ECHO_ENTRY_(EVENT, "e", __VA_ARGS__)

ECHO_BEGIN_C
void __apply(void);
ECHO_END_C

#define ECHO_CONTRACT_WITH(constructor, functions) ECHO_CONTRACT(ECHO_CONSTRUCTOR(constructor) functions)

#define ECHO_CONTRACT(entries)                                                                              \
    ECHO_NOTE_("c", ECHO_OVER_(ECHO_LINE_, entries))                                                        \
    void __apply(void) {                                                                                    \
        echo_string echo_name_;                                                                             \
        if (echo_is_constructor()) {                                                                        \
            ECHO_OVER_(ECHO_CREATE_, entries)                                                               \
            return;                                                                                         \
        }                                                                                                   \
        echo_function_name(&echo_name_);                                                                    \
        ECHO_OVER_(ECHO_DISPATCH_, entries)                                                                 \
        echo_fail_text("The called function is missing.");                                                  \
    }

/* The note about the contract: a section that is not loaded and costs no gas. tcc would load it. */
#define ECHO_SDK_VERSION "0.1.0"
#ifdef __TINYC__
#define ECHO_NOTE_(sdk, lines)
#else
#define ECHO_NOTE_(sdk, lines)                                                                              \
    __asm__(".pushsection .note.echo,\"\",@note\n\t.balign 4\n\t.long 5, 2f - 1f, 1\n\t.asciz \"Echo\"\n"   \
            "\t.balign 4\n1:\t.ascii \"1 " sdk "/" ECHO_SDK_VERSION "\\n\"\n" lines                         \
            "2:\t.balign 4\n\t.popsection\n");
#endif

/* An entry is (what it is, the function, its line of the note). */
#define ECHO_ENTRY_(what, letter, ...)                                                                      \
    ECHO_JOIN_(ECHO_ENTRY_, ECHO_HOW_(__VA_ARGS__))(what, letter, __VA_ARGS__)
#define ECHO_HOW_(...)                                                                                      \
    ECHO_PICK_(__VA_ARGS__, MORE, MORE, MORE, MORE, MORE, MORE, MORE, MORE, MORE, MORE, MORE, MORE, MORE,   \
    MORE, MORE, MORE, MORE, MORE, MORE, MORE, MORE, MORE, MORE, MORE, MORE, MORE, MORE, MORE, MORE, MORE,   \
    TYPED, UNKNOWN, NONE)
#define ECHO_ENTRY_UNKNOWN(what, letter, name) (what, name, ECHO_SAY_(letter, ECHO_NAME_##what(name), "*"))
#define ECHO_ENTRY_TYPED(what, letter, name, args)                                                          \
    (what, name, ECHO_SAY_(letter, ECHO_NAME_##what(name), "(" ECHO_TYPES_ args ")"))
#define ECHO_ENTRY_MORE(what, letter, name, args, ...)                                                      \
    (what, name, ECHO_SAY_(letter, ECHO_NAME_##what(name), "(" ECHO_TYPES_ args ")" ECHO_TYPES_(__VA_ARGS__)))
#define ECHO_NAME_FUNCTION(name) #name
#define ECHO_NAME_EVENT(name) #name
#define ECHO_NAME_CONSTRUCTOR(name) ""
#define ECHO_SAY_(letter, name, types) "\t.ascii \"" letter name types "\\n\"\n"
#define ECHO_TYPES_(...) ECHO_EACH_(ECHO_ITSELF_, __VA_ARGS__)
#define ECHO_ITSELF_(it) it

/* What becomes of an entry: in the note, when the contract is created, and in a call. */
#define ECHO_LINE_(what, function, line) line
#define ECHO_CREATE_(what, function, line) ECHO_CREATE_##what(function)
#define ECHO_CREATE_FUNCTION(function)
#define ECHO_CREATE_EVENT(function)
#define ECHO_CREATE_CONSTRUCTOR(function) function();
#define ECHO_DISPATCH_(what, function, line) ECHO_DISPATCH_##what(function)
#define ECHO_DISPATCH_EVENT(function)
#define ECHO_DISPATCH_CONSTRUCTOR(function)
#define ECHO_DISPATCH_FUNCTION(function)                                                                    \
    if (echo_is_name_(echo_name_, #function, (uint32_t)(sizeof(#function) - 1))) {                          \
        function();                                                                                         \
        return;                                                                                             \
    }

/* ECHO_OVER_(m, (a) (b) …) is m(a) m(b) …, for as many as there are: two macros take turns, since none expands
 * within itself, and the last one is left over as ECHO_…_END. */
#define ECHO_OVER_(m, entries) ECHO_JOIN_(ECHO_OVER_##m##A entries, _END)
#define ECHO_OVER_ECHO_LINE_A(...) ECHO_LINE_(__VA_ARGS__) ECHO_OVER_ECHO_LINE_B
#define ECHO_OVER_ECHO_LINE_B(...) ECHO_LINE_(__VA_ARGS__) ECHO_OVER_ECHO_LINE_A
#define ECHO_OVER_ECHO_LINE_A_END
#define ECHO_OVER_ECHO_LINE_B_END
#define ECHO_OVER_ECHO_CREATE_A(...) ECHO_CREATE_(__VA_ARGS__) ECHO_OVER_ECHO_CREATE_B
#define ECHO_OVER_ECHO_CREATE_B(...) ECHO_CREATE_(__VA_ARGS__) ECHO_OVER_ECHO_CREATE_A
#define ECHO_OVER_ECHO_CREATE_A_END
#define ECHO_OVER_ECHO_CREATE_B_END
#define ECHO_OVER_ECHO_DISPATCH_A(...) ECHO_DISPATCH_(__VA_ARGS__) ECHO_OVER_ECHO_DISPATCH_B
#define ECHO_OVER_ECHO_DISPATCH_B(...) ECHO_DISPATCH_(__VA_ARGS__) ECHO_OVER_ECHO_DISPATCH_A
#define ECHO_OVER_ECHO_DISPATCH_A_END
#define ECHO_OVER_ECHO_DISPATCH_B_END

/* ECHO_EACH_(m, a, b, …) is m(a) m(b) …: the count of arguments, at most 32, chooses the macro. */
#define ECHO_EACH_(m, ...) ECHO_JOIN_(ECHO_EACH_, ECHO_COUNT_(__VA_ARGS__))(m, __VA_ARGS__)
#define ECHO_JOIN_(a, b) ECHO_JOIN_NOW_(a, b)
#define ECHO_JOIN_NOW_(a, b) a##b
#define ECHO_COUNT_(...)                                                                                    \
    ECHO_PICK_(__VA_ARGS__, 32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15,         \
    14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)
#define ECHO_PICK_(_1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11, _12, _13, _14, _15, _16,                   \
    _17, _18, _19, _20, _21, _22, _23, _24, _25, _26, _27, _28, _29, _30, _31, _32, count, ...)             \
    count
#define ECHO_EACH_1(m, a) m(a)
#define ECHO_EACH_2(m, a, ...) m(a) ECHO_EACH_1(m, __VA_ARGS__)
#define ECHO_EACH_3(m, a, ...) m(a) ECHO_EACH_2(m, __VA_ARGS__)
#define ECHO_EACH_4(m, a, ...) m(a) ECHO_EACH_3(m, __VA_ARGS__)
#define ECHO_EACH_5(m, a, ...) m(a) ECHO_EACH_4(m, __VA_ARGS__)
#define ECHO_EACH_6(m, a, ...) m(a) ECHO_EACH_5(m, __VA_ARGS__)
#define ECHO_EACH_7(m, a, ...) m(a) ECHO_EACH_6(m, __VA_ARGS__)
#define ECHO_EACH_8(m, a, ...) m(a) ECHO_EACH_7(m, __VA_ARGS__)
#define ECHO_EACH_9(m, a, ...) m(a) ECHO_EACH_8(m, __VA_ARGS__)
#define ECHO_EACH_10(m, a, ...) m(a) ECHO_EACH_9(m, __VA_ARGS__)
#define ECHO_EACH_11(m, a, ...) m(a) ECHO_EACH_10(m, __VA_ARGS__)
#define ECHO_EACH_12(m, a, ...) m(a) ECHO_EACH_11(m, __VA_ARGS__)
#define ECHO_EACH_13(m, a, ...) m(a) ECHO_EACH_12(m, __VA_ARGS__)
#define ECHO_EACH_14(m, a, ...) m(a) ECHO_EACH_13(m, __VA_ARGS__)
#define ECHO_EACH_15(m, a, ...) m(a) ECHO_EACH_14(m, __VA_ARGS__)
#define ECHO_EACH_16(m, a, ...) m(a) ECHO_EACH_15(m, __VA_ARGS__)
#define ECHO_EACH_17(m, a, ...) m(a) ECHO_EACH_16(m, __VA_ARGS__)
#define ECHO_EACH_18(m, a, ...) m(a) ECHO_EACH_17(m, __VA_ARGS__)
#define ECHO_EACH_19(m, a, ...) m(a) ECHO_EACH_18(m, __VA_ARGS__)
#define ECHO_EACH_20(m, a, ...) m(a) ECHO_EACH_19(m, __VA_ARGS__)
#define ECHO_EACH_21(m, a, ...) m(a) ECHO_EACH_20(m, __VA_ARGS__)
#define ECHO_EACH_22(m, a, ...) m(a) ECHO_EACH_21(m, __VA_ARGS__)
#define ECHO_EACH_23(m, a, ...) m(a) ECHO_EACH_22(m, __VA_ARGS__)
#define ECHO_EACH_24(m, a, ...) m(a) ECHO_EACH_23(m, __VA_ARGS__)
#define ECHO_EACH_25(m, a, ...) m(a) ECHO_EACH_24(m, __VA_ARGS__)
#define ECHO_EACH_26(m, a, ...) m(a) ECHO_EACH_25(m, __VA_ARGS__)
#define ECHO_EACH_27(m, a, ...) m(a) ECHO_EACH_26(m, __VA_ARGS__)
#define ECHO_EACH_28(m, a, ...) m(a) ECHO_EACH_27(m, __VA_ARGS__)
#define ECHO_EACH_29(m, a, ...) m(a) ECHO_EACH_28(m, __VA_ARGS__)
#define ECHO_EACH_30(m, a, ...) m(a) ECHO_EACH_29(m, __VA_ARGS__)
#define ECHO_EACH_31(m, a, ...) m(a) ECHO_EACH_30(m, __VA_ARGS__)
#define ECHO_EACH_32(m, a, ...) m(a) ECHO_EACH_31(m, __VA_ARGS__)

/* Whether the called function has that name, for dispatch by hand. The machine is asked once a run. */
static inline bool echo_is_function(const char *name) {
    static echo_string called;
    if (called.pointer == NULL) {
        echo_function_name(&called);
    }
    return echo_string_equal(called, echo_string_from(name));
}

/* ---- Packing: event data and storage keys -----------------------------------------------------------------
 *
 *     ECHO_PACK(data, 128);
 *     echo_pack_string(&data, from);
 *     echo_pack_u64(&data, amount);
 *     echo_emit_pack(ECHO_LITERAL("spent(string,uint64)"), &data);
 *
 * Integers are little-endian, a string is its u32 length and its bytes. A full buffer ends the run. */

typedef struct echo_pack {
    unsigned char *bytes;
    uint32_t length;
    uint32_t capacity;
} echo_pack;

/* Declares the pack `name` with room for `capacity` bytes on the stack. */
#define ECHO_PACK(name, capacity)                                                                           \
    unsigned char name##_bytes_[capacity];                                                                  \
    echo_pack name = {name##_bytes_, 0, (uint32_t)(capacity)}

/* Bytes without their length: for the end of a key. */
static inline void echo_pack_bytes(echo_pack *pack, const void *bytes, uint32_t count) {
    if (count > pack->capacity - pack->length) {
        echo_fail_text("echo_pack: the buffer is full");
    }
    if (count != 0) {
        __builtin_memcpy(pack->bytes + pack->length, bytes, count);
    }
    pack->length += count;
}

#define ECHO_DEFINE_PACK(name, type)                                                                        \
    static inline void echo_pack_##name(echo_pack *pack, type value) {                                 \
        echo_pack_bytes(pack, &value, (uint32_t)sizeof value);                                              \
    }
ECHO_DEFINE_PACK(bool, bool)
ECHO_DEFINE_PACK(i8, int8_t)
ECHO_DEFINE_PACK(i16, int16_t)
ECHO_DEFINE_PACK(i32, int32_t)
ECHO_DEFINE_PACK(i64, int64_t)
ECHO_DEFINE_PACK(u8, uint8_t)
ECHO_DEFINE_PACK(u16, uint16_t)
ECHO_DEFINE_PACK(u32, uint32_t)
ECHO_DEFINE_PACK(u64, uint64_t)
#undef ECHO_DEFINE_PACK

static inline void echo_pack_string(echo_pack *pack, echo_string string) {
    echo_pack_u32(pack, string.length);
    echo_pack_bytes(pack, string.pointer, string.length);
}

/* What was packed so far; it stays in the pack's buffer. */
ECHO_INLINE echo_string echo_packed(const echo_pack *pack) {
    return echo_string_of((const char *)pack->bytes, pack->length);
}

/* Emits an event with what was packed. The signature has no spaces: `spent(string,uint64)`. */
ECHO_INLINE void echo_emit_pack(const echo_string *signature, const echo_pack *pack) {
    echo_string data = echo_packed(pack);
    echo_emit(signature, &data);
}

/* ---- Numbers in storage -----------------------------------------------------------------------------------
 *
 *     echo_store_u64(ECHO_STRING("count"), 1 + echo_load_u64(ECHO_STRING("count")));
 *
 * Kept as 8 bytes, little-endian, under a key of any bytes; what was never stored is 0. For a map, pack
 * the map's name and the key of the entry into one key, the part of varying length last. */

static inline uint64_t echo_load_u64(echo_string key) {
    echo_string stored;
    uint64_t value;
    if (!echo_storage_get(&key, &stored)) {
        return 0;
    }
    if (stored.length != sizeof value) {
        echo_fail_text("something else is stored there");
    }
    __builtin_memcpy(&value, stored.pointer, sizeof value);
    echo_string_free(&stored);
    return value;
}

static inline void echo_store_u64(echo_string key, uint64_t value) {
    echo_string stored = echo_string_of((const char *)&value, (uint32_t)sizeof value);
    echo_storage_set(&key, &stored);
}

#endif
