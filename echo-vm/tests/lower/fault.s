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
#   1  xor rax, rcx                       flags: computed
#      + AluFlags  alu: Xor, width: B8, dst: Rax, src: Rcx
#   2  jmp rax
#      + JumpR  src: Rax
# b2 at 0x40100c, gas 0
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
#      ed  cmp eax, 0xd
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
# 0x40100c: there is no code, or no budget for it
