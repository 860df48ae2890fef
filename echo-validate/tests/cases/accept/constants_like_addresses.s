# Numbers that happen to be addresses: of the inside of an instruction, of data in the text, of text, of the last byte.
    .intel_syntax noprefix
    .text
    .globl __apply
    .type __apply, @function
__apply:
    mov eax, offset 1f + 2
    cmp edi, offset 1f + 3
1:  mov ecx, 0x12345678
    lea rsi, words[rip]
    push offset letters
    mov qword ptr [rsp], offset letters + 3
    pop rax
    mov edx, offset last
    and eax, offset zeroes
    ret
words:
    .long 0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5
letters:
    .asciz "letters decode to port input and output"
zeroes:
    .zero 16
last:
    .byte 0x0f
    .section .rodata
    .balign 8
    .quad 1b + 1, words, letters, letters + 1, zeroes, last
