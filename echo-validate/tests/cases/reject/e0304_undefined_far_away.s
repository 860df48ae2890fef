# Over jumps, around a loop, and into code that was seen before.
    .intel_syntax noprefix
    .text
    .globl __apply
    .type __apply, @function
__apply:
    cmp edi, 5
1:  mov eax, edi
    jz 2f                       # E0304
    mul edi
    mov ecx, eax
    jo 1b
    jmp 3f
    .skip 100, 0x90
2:  xor ecx, ecx
    ret
3:  lea eax, [rcx+1]
    .rept 40
    lea eax, [rax+rcx]
    .endr
    setp al                     # E0304
    ret
