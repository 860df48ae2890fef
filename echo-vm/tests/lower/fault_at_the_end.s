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
#      d6  cmp eax, 0x10
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
# region of 0x40100c
# b1 at 0x40100c, gas 1
#      11a  mov rax, [rsp-8]
#      11f  sub r15, 1
#      123  jb 0x14c
#   add eax, 1
#      129  add eax, 1
#      12c  jmp qword ptr [0xfffffffffffef000]
# elsewhere
#      132  jmp qword ptr [0xfffffffffffef000]
#      138  mov dword ptr gs:[0xfffffffffffffcd0], 2
#      144  jmp qword ptr gs:[0xffffffffffffff98]
#      14c  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      158  jmp qword ptr gs:[0xffffffffffffff98]
