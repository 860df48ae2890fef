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
#      c0  sub r15, 5
#      c4  jb 0x11a
#   mov ecx, 0x64
#      ca  mov ecx, 0x64
#   rep movsb [rdi], [rsi]
#      cf  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      db  jmp qword ptr gs:[0xffffffffffffff98]
# b2 at 0x401007, gas 4
#      e3  sub r15, 4
#      e7  jb 0x12e
#   mov eax, 1
#      ed  mov eax, 1
#   ret
#      f2  cmp gs:[r14d], r14
#      f7  lea r14d, [r14+8]
#      fb  ret
# elsewhere
#      fc  mov rax, [rsp-8]
#      101  mov rcx, [rsp-0x10]
#      106  jmp 0xc0
#      10b  mov rax, [rsp-8]
#      110  mov rcx, [rsp-0x10]
#      115  jmp 0xe3
#      11a  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      126  jmp qword ptr gs:[0xffffffffffffff98]
#      12e  mov dword ptr gs:[0xfffffffffffffcd0], 2
#      13a  jmp qword ptr gs:[0xffffffffffffff98]
