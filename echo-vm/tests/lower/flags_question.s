# Where all readers of flags ask one question, its answer is kept as a truth value, 0 or 1, and the flags are
# not computed. Here setl and cmovge ask the same, one of them the opposite.
    .intel_syntax noprefix
    .globl __apply
__apply:
    cmp edi, esi
    setl al
    cmovge edx, ecx
    ret

## interpreter
# b1 at 0x401000, gas 6
#   1  cmp edi, esi                       flags: truth value of l
#        Less32RR  a: Rdi, b: Rsi
#   1  setl al                            asks the truth value
#        SetIf  dst: Rax, want: true
#   1  cmovge edx, ecx                    asks the opposite of the truth value
#        MovIf32  dst: Rdx, src: Rcx, want: false
#   3  ret
#        Ret  release: 0

## jit
# region of 0x401000
# b1 at 0x401000, gas 6
#      c0  sub r15, 6
#      c4  jb 0xeb
#   cmp edi, esi
#      ca  cmp edi, esi
#   setl al
#      cc  setl al
#   cmovge edx, ecx
#      cf  cmovge edx, ecx
#   ret
#      d2  cmp gs:[r14d], r14
#      d7  lea r14d, [r14+8]
#      db  ret
# elsewhere
#      dc  mov rax, [rsp-8]
#      e1  mov rcx, [rsp-0x10]
#      e6  jmp 0xc0
#      eb  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      f7  jmp qword ptr gs:[0xffffffffffffff98]
