# Code that runs into what is no instruction: the block in front of it ends as if it went on, and what follows
# is a block that traps. Nothing reads flags behind a trap. (The jump is one that the validator does not see
# through.)
    .intel_syntax noprefix
    .globl __apply
__apply:
    lea rax, [rip + then_fault]
    xor rax, rcx
    jmp rax
then_fault:
    add eax, 1
    .byte 0x06

## interpreter
# b1 at 0x401000, gas 4
#   1  lea rax, [0x40100c]
#        MovI  dst: Rax, imm: 0x40100c
#   1  xor rax, rcx                       flags: dead
#      + Xor64RR  dst: Rax, a: Rax, b: Rcx  <- Rax
#   2  jmp rax
#        JumpR  src: Rax  <- Rax
# b2 at 0x40100c, gas 1
#   1  add eax, 1                         flags: dead
#        Add32RI  dst: Rax, a: Rax, imm: 1
# b3 at 0x40100f, gas 0
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
# region of 0x40100c
# b1 at 0x40100c, gas 1
#      ff  sub r15, 1
#      103  jb 0x13b
#   add eax, 1
#      109  add eax, 1
#      10c  jmp qword ptr [0xfffffffffffef000]
# elsewhere
#      112  mov rax, [rsp-8]
#      117  mov rcx, [rsp-0x10]
#      11c  jmp 0xff
#      121  jmp qword ptr [0xfffffffffffef000]
#      127  mov dword ptr gs:[0xfffffffffffffcd0], 2
#      133  jmp qword ptr gs:[0xffffffffffffff98]
#      13b  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      147  jmp qword ptr gs:[0xffffffffffffff98]
