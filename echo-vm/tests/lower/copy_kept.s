# A copy is not taken in across a change of what it copies, nor of 32 bits into an operation of 64, nor across a
# load, which may trap: the copy must have happened by then.
    .intel_syntax noprefix
    .globl __apply
__apply:
    mov eax, edi
    add edi, 1
    add eax, esi
    mov ecx, edx
    add rcx, rsi
    mov r8, r9
    mov r10, [rdi]
    add r8, rsi
    ret

## interpreter
# b1 at 0x401000, gas 12
#   1  mov eax, edi
#        Mov32  dst: Rax, src: Rdi
#   1  add edi, 1                         flags: dead
#      + Add32RI  dst: Rdi, a: Rdi, imm: 1
#   1  add eax, esi                       flags: dead
#        Add32RR  dst: Rax, a: Rax, b: Rsi
#   1  mov ecx, edx
#        Mov32  dst: Rcx, src: Rdx
#   1  add rcx, rsi                       flags: dead
#        Add64RR  dst: Rcx, a: Rcx, b: Rsi  <- Rcx
#   1  mov r8, r9
#        Mov64  dst: R8, src: R9
#   2  mov r10, [rdi]
#        LoadNear64  dst: R10, near: [Rdi]
#   1  add r8, rsi                        flags: dead
#        Add64RR  dst: R8, a: R8, b: Rsi
#   3  ret
#        Ret  release: 0

## jit
# region of 0x401000
# b1 at 0x401000, gas 12
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 0xc
#      b9  jb 0xf3
#   mov eax, edi
#      bf  mov eax, edi
#   add edi, 1
#      c1  add edi, 1
#   add eax, esi
#      c4  add eax, esi
#   mov ecx, edx
#      c6  mov ecx, edx
#   add rcx, rsi
#      c8  add rcx, rsi
#   mov r8, r9
#      cb  mov r8, r9
#   mov r10, [rdi]
#      ce  mov [rsp-8], rax
#      d3  mov rax, gs:[edi]
#      d8  mov gs:[0xfffffffffffffcc0], rax
#   add r8, rsi
#      e1  add r8, rsi
#   ret
#      e4  mov rax, [rsp-8]
#      e9  cmp gs:[r14d], r14
#      ee  lea r14d, [r14+8]
#      f2  ret
# elsewhere
#      f3  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      ff  jmp qword ptr gs:[0xffffffffffffff98]
