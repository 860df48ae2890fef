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
#   1  xor rax, rcx                       flags: computed
#      + AluFlags  alu: Xor, width: B8, dst: Rax, src: Rcx
#   2  jmp rax
#      + JumpR  src: Rax
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
#      b9  jb 0x130
#   lea rax, [0x40100c]
#      bf  mov eax, 0x40100c
#   xor rax, rcx
#      c4  xor rax, rcx
#   jmp rax
#      c7  mov [rsp-8], rax
#      cc  seto al
#      cf  lahf
#      d0  mov [rsp-0x40], rax
#      d5  mov rax, [rsp-8]
#      da  mov [rsp-8], rax
#      df  mov [rsp-0x20], rax
#      e4  sub eax, 0x401000
#      e9  cmp eax, 0x10
#      ee  jae 0x10f
#      f4  shl rax, 3
#      f8  add rax, gs:[0xfffffffffffffce0]
#      101  mov rax, [rax]
#      104  test rax, rax
#      107  je 0x10f
#      10d  jmp rax
# elsewhere
#      10f  mov rax, [rsp-0x40]
#      114  add al, 0x7f
#      116  sahf
#      117  mov rax, [rsp-8]
#      11c  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      128  jmp qword ptr gs:[0xffffffffffffff98]
#      130  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      13c  jmp qword ptr gs:[0xffffffffffffff98]
# region of 0x40100c
# b1 at 0x40100c, gas 1
#      144  mov rax, [rsp-8]
#      149  sub r15, 1
#      14d  jb 0x176
#   add eax, 1
#      153  add eax, 1
#      156  jmp qword ptr [0xfffffffffffef000]
# elsewhere
#      15c  jmp qword ptr [0xfffffffffffef000]
#      162  mov dword ptr gs:[0xfffffffffffffcd0], 3
#      16e  jmp qword ptr gs:[0xffffffffffffff98]
#      176  mov dword ptr gs:[0xfffffffffffffcd0], 2
#      182  jmp qword ptr gs:[0xffffffffffffff98]
