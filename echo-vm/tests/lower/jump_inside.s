# A jump to a fixed place does not end a block: what it leads to stands behind it, and the jump costs its gas
# but leaves no operation.
    .intel_syntax noprefix
    .globl __apply
__apply:
    mov eax, 1
    jmp 1f
    ud2
1:  add eax, edi
    jmp 2f
    ud2
2:  ret

## interpreter
# b1 at 0x401000, gas 9
#   1  mov eax, 1
#        MovI  dst: Rax, imm: 1
#   2  jmp short 0x401009
#   1  add eax, edi                       flags: dead
#        Add32RR  dst: Rax, a: Rax, b: Rdi  <- Rax
#   2  jmp short 0x40100f
#   3  ret
#        Ret  release: 0
