# Two jump tables side by side. The first one's length is stated, so that it is not read on into the second with the wrong base, where an entry would lead into an instruction.
    .intel_syntax noprefix
    .text
    .globl __apply
    .type __apply, @function
__apply:
    cmp rdi, 1
    ja 3f
    lea rax, first[rip]
    movsxd rcx, dword ptr [rax + rdi*4]
    add rcx, rax
    jmp rcx
1:  jmp [pointer]
2:  mov edi, 2
3:  ret
f:  lea rdx, second[rip]
    movsxd rcx, dword ptr [rdx + rcx*4]
    add rcx, rdx
    jmp rcx
d:  mov eax, 0x018b6490
    ret
    nop
    nop
    nop
    nop
c:  mov eax, 7
    ret
    .section .rodata
    .balign 8
first:
    .long 1b - first, 2b - first
second:
    .long c - second, d - second
    .data
    .balign 8
pointer:
    .quad f
