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
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 6
#      b9  jb 0xd1
#   cmp edi, esi
#      bf  cmp edi, esi
#   setl al
#      c1  setl al
#   cmovge edx, ecx
#      c4  cmovge edx, ecx
#   ret
#      c7  cmp gs:[r14d], r14
#      cc  lea r14d, [r14+8]
#      d0  ret
# elsewhere
#      d1  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      dd  jmp qword ptr gs:[0xffffffffffffff98]
