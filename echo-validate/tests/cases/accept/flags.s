# Flags as compilers use them: what is defined is read, what is undefined is written before, and what may be defined is believed.
    .intel_syntax noprefix
    .text
    .globl __apply
    .type __apply, @function
__apply:
    mul rcx
    seto al
    setc cl
    imul eax, ecx, 7
    jo 1f
    shl eax, 3
    js 1f
    jz 1f
    shl eax
    jo 1f
    shl eax, 0
    jo 1f
    bt eax, 5
    jz 1f
    jc 1f
    bsf eax, ecx
    cmovz eax, edx
    tzcnt eax, ecx
    jb 1f
    call f
    test eax, eax
    jnz 1f
    mul ecx
    and ecx, 15
    shr eax, cl
    jz 1f
    mul ecx
    repe cmpsb
    seta al
    div ecx
    cld
    inc eax
    jz 1f
    blsr eax, ecx
    jc 1f
    cmp eax, ecx
    mov edx, [rsp]
    lea ecx, [rdx+rdx]
    movzx eax, dl
    jmp 2f
1:  xor eax, eax
2:  ret
f:  push rbx
    cmp edi, 1
    adc eax, -1
    cmp ecx, 9
    ja 3f
    pop rbx
    ret
3:  jne 4f
4:  call stop
5:  jne 4b
stop:
    ud2
