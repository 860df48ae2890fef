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
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 4
#      b9  jb 0x106
#   lea rax, [0x40100c]
#      bf  mov eax, 0x40100c
#   xor rax, rcx
#      c4  xor rax, rcx
#   jmp rax
#      c7  mov [rsp-8], rax
#      cc  mov [rsp-0x20], rax
#      d1  sub eax, 0x401000
#      d6  cmp eax, 0xd
#      db  jae 0xfc
#      e1  shl rax, 3
#      e5  add rax, gs:[0xfffffffffffffce0]
#      ee  mov rax, [rax]
#      f1  test rax, rax
#      f4  je 0xfc
#      fa  jmp rax
# elsewhere
#      fc  mov rax, [rsp-8]
#      101  jmp 0
#      106  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      112  jmp qword ptr gs:[0xffffffffffffff98]
# 0x40100c: there is no code, or no budget for it
