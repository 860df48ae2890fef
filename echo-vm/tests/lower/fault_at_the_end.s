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
#      b9  jb 0x138
#   lea rax, [0x40100c]
#      bf  mov eax, 0x40100c
#   xor rax, rcx
#      c4  xor rax, rcx
#   jmp rax
#      c7  mov [rsp-8], rax
#      cc  seto al
#      cf  lahf
#      d0  mov gs:[0xfffffffffffffce0], rax
#      d9  mov rax, [rsp-8]
#      de  mov [rsp-8], rax
#      e3  mov [rsp-0x20], rax
#      e8  sub eax, 0x401000
#      ed  cmp eax, 0x10
#      f2  jae 0x113
#      f8  shl rax, 3
#      fc  add rax, gs:[0xfffffffffffffce8]
#      105  mov rax, [rax]
#      108  test rax, rax
#      10b  je 0x113
#      111  jmp rax
# elsewhere
#      113  mov rax, gs:[0xfffffffffffffce0]
#      11c  add al, 0x7f
#      11e  sahf
#      11f  mov rax, [rsp-8]
#      124  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      130  jmp qword ptr gs:[0xffffffffffffff98]
#      138  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      144  jmp qword ptr gs:[0xffffffffffffff98]
# region of 0x40100c
# b1 at 0x40100c, gas 1
#      14c  mov rax, [rsp-8]
#      151  sub r15, 1
#      155  jb 0x17e
#   add eax, 1
#      15b  add eax, 1
#      15e  jmp qword ptr [0xfffffffffffef000]
# elsewhere
#      164  jmp qword ptr [0xfffffffffffef000]
#      16a  mov dword ptr gs:[0xfffffffffffffcd0], 3
#      176  jmp qword ptr gs:[0xffffffffffffff98]
#      17e  mov dword ptr gs:[0xfffffffffffffcd0], 2
#      18a  jmp qword ptr gs:[0xffffffffffffff98]
