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
#      b9  jb 0x12b
#   lea rax, [0x40100c]
#      bf  mov eax, 0x40100c
#   xor rax, rcx
#      c4  xor rax, rcx
#   jmp rax
#      c7  mov [rsp-8], rax
#      cc  mov [rsp-0x20], rax
#      d1  seto al
#      d4  lahf
#      d5  mov [rsp-0x18], rax
#      da  mov rax, [rsp-0x20]
#      df  sub eax, 0x401000
#      e4  cmp eax, 0xd
#      e9  jae 0x10a
#      ef  shl rax, 3
#      f3  add rax, gs:[0xfffffffffffffce0]
#      fc  mov rax, [rax]
#      ff  test rax, rax
#      102  je 0x10a
#      108  jmp rax
# elsewhere
#      10a  mov rax, [rsp-0x18]
#      10f  add al, 0x7f
#      111  sahf
#      112  mov rax, [rsp-8]
#      117  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      123  jmp qword ptr gs:[0xffffffffffffff98]
#      12b  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      137  jmp qword ptr gs:[0xffffffffffffff98]
# 0x40100c: there is no code, or no budget for it
