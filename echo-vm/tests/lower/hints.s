# nop, endbr64 and prefetches cost gas and leave no operation. A test that nobody asks leaves only its access to
# memory, which may trap.
    .intel_syntax noprefix
    .globl __apply
__apply:
    endbr64
    nop
    prefetcht0 [rdi]
    cmp edi, esi
    test byte ptr [rdi], 1
    xor eax, eax
    ret

## interpreter
# b1 at 0x401000, gas 10
#   1  endbr64
#   1  nop
#   1  prefetcht0 [rdi]
#   1  cmp edi, esi                       flags: dead
#   2  test byte ptr [rdi], 1             flags: dead
#        LoadNear8  dst: T0, near: [Rdi]
#   1  xor eax, eax                       flags: dead
#      + MovI  dst: Rax, imm: 0
#   3  ret
#        Ret  release: 0

## jit
# region of 0x401000
# b1 at 0x401000, gas 10
#      c0  sub r15, 0xa
#      c4  jb 0xec
#   endbr64
#   nop
#   prefetcht0 [rdi]
#   cmp edi, esi
#      ca  cmp edi, esi
#   test byte ptr [rdi], 1
#      cc  test byte ptr gs:[edi], 1
#   xor eax, eax
#      d1  xor eax, eax
#   ret
#      d3  cmp gs:[r14d], r14
#      d8  lea r14d, [r14+8]
#      dc  ret
# elsewhere
#      dd  mov rax, [rsp-8]
#      e2  mov rcx, [rsp-0x10]
#      e7  jmp 0xc0
#      ec  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      f8  jmp qword ptr gs:[0xffffffffffffff98]
