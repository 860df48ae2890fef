# gcc: -Wl,-z,noseparate-code
# Headers, code and read-only data in one executable segment, as linkers long did.
    .intel_syntax noprefix
    .text
    .globl __apply
    .type __apply, @function
__apply:
    mov edi, offset message
    lea rsi, table[rip]
    mov edx, offset doubles
    mov eax, 0x400000
    int 0x60
    .section .rodata
message:
    .asciz "not enough balance for a transfer"
    .balign 32
table:
    .long 0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5
    .long 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174
doubles:
    .double 3.141592653589793, 2.718281828459045, 0.5, 1e300
