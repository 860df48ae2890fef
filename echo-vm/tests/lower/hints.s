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
#        MovI  dst: Rax, imm: 0
#   3  ret
#      + Ret  release: 0

## jit
# region of 0x401000
# b1 at 0x401000, gas 10
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 0xa
#      b9  jb 0xd2
#   endbr64
#   nop
#   prefetcht0 [rdi]
#   cmp edi, esi
#      bf  cmp edi, esi
#   test byte ptr [rdi], 1
#      c1  test byte ptr gs:[edi], 1
#   xor eax, eax
#      c6  xor eax, eax
#   ret
#      c8  cmp gs:[r14d], r14
#      cd  lea r14d, [r14+8]
#      d1  ret
# elsewhere
#      d2  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      de  jmp qword ptr gs:[0xffffffffffffff98]
