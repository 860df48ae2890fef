# A repeated string instruction pays for each iteration, so that it ends its block: the trampoline executes it,
# and the next block is entered behind it.
    .intel_syntax noprefix
    .globl __apply
__apply:
    mov ecx, 100
    rep movsb
    mov eax, 1
    ret

## interpreter
# b1 at 0x401000, gas 5
#   1  mov ecx, 0x64
#        MovI  dst: Rcx, imm: 100
#   4  rep movsb [rdi], [rsi]
#        Repeat  Movs
# b2 at 0x401007, gas 4
#   1  mov eax, 1
#        MovI  dst: Rax, imm: 1
#   3  ret
#      + Ret  release: 0

## jit
# region of 0x401000
# b1 at 0x401000, gas 5
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 5
#      b9  jb 0xfb
#   mov ecx, 0x64
#      bf  mov ecx, 0x64
#   rep movsb [rdi], [rsi]
#      c4  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      d0  jmp qword ptr gs:[0xffffffffffffff98]
# b2 at 0x401007, gas 4
#      d8  sub r15, 4
#      dc  jb 0x10f
#   mov eax, 1
#      e2  mov eax, 1
#   ret
#      e7  cmp gs:[r14d], r14
#      ec  lea r14d, [r14+8]
#      f0  ret
# elsewhere
#      f1  mov rax, [rsp-8]
#      f6  jmp 0xd8
#      fb  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      107  jmp qword ptr gs:[0xffffffffffffff98]
#      10f  mov dword ptr gs:[0xfffffffffffffcd0], 2
#      11b  jmp qword ptr gs:[0xffffffffffffff98]
