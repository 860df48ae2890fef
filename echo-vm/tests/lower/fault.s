# Where there is no instruction at all, the block is one operation that traps and costs nothing.
    .intel_syntax noprefix
    .globl __apply
__apply:
    lea rax, [rip + then_fault]
    xor rax, rcx
    jmp rax
then_fault:
    .byte 0x06

## interpreter
# b1 at 0x401000, gas 4
#   1  lea rax, [0x40100c]
#        MovI  dst: Rax, imm: 0x40100c
#   1  xor rax, rcx                       flags: dead
#      + Xor64RR  dst: Rax, a: Rax, b: Rcx  <- Rax
#   2  jmp rax
#        JumpR  src: Rax  <- Rax
# b2 at 0x40100c, gas 0
#        Fault

## jit
# region of 0x401000
# b1 at 0x401000, gas 4
#      c0  sub r15, 4
#      c4  jb 0xeb
#   lea rax, [0x40100c]
#      ca  mov eax, 0x40100c
#   xor rax, rcx
#      cf  xor rax, rcx
#   jmp rax
#      d2  mov [rsp-0x20], rax
#      d7  jmp 0x20
# elsewhere
#      dc  mov rax, [rsp-8]
#      e1  mov rcx, [rsp-0x10]
#      e6  jmp 0xc0
#      eb  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      f7  jmp qword ptr gs:[0xffffffffffffff98]
# 0x40100c: there is no code, or no budget for it
