# Counting and picking bits, where the flags are dead or one question is asked of the result.
    .intel_syntax noprefix
    .globl __apply
__apply:
    popcnt eax, esi
    popcnt rax, rsi
    lzcnt eax, esi
    lzcnt rax, rsi
    tzcnt eax, esi
    tzcnt rax, rsi
    andn eax, esi, edi
    andn rax, rsi, rdi
    blsr eax, esi
    blsr rax, rsi
    blsi eax, esi
    blsi rax, rsi
    blsmsk eax, esi
    blsmsk rax, rsi
    bextr eax, esi, edi
    bzhi rax, rsi, rdi
    rorx eax, esi, 5
    rorx rax, rsi, 5
    sarx eax, esi, edi
    shlx rax, rsi, rdi
    shrx eax, esi, edi
    mulx eax, ecx, esi
    mulx rax, rcx, rsi
    pdep rax, rsi, rdi
    pext rax, rsi, rdi
    movbe eax, [rdi]
    movbe [rdi], rax
    blsr eax, esi
    je 1f
1:  ret

## interpreter
# b1 at 0x401000, gas 54
#   1  popcnt eax, esi                    flags: dead
#        Popcnt32  dst: Rax, src: Rsi
#   1  popcnt rax, rsi                    flags: dead
#        Popcnt64  dst: Rax, src: Rsi
#   1  lzcnt eax, esi                     flags: dead
#        Lzcnt32  dst: Rax, src: Rsi
#   1  lzcnt rax, rsi                     flags: dead
#        Lzcnt64  dst: Rax, src: Rsi
#   1  tzcnt eax, esi                     flags: dead
#        Tzcnt32  dst: Rax, src: Rsi
#   1  tzcnt rax, rsi                     flags: dead
#        Tzcnt64  dst: Rax, src: Rsi
#   1  andn eax, esi, edi                 flags: dead
#        Andn32  dst: Rax, a: Rsi, b: Rdi
#   1  andn rax, rsi, rdi                 flags: dead
#        Andn64  dst: Rax, a: Rsi, b: Rdi
#   1  blsr eax, esi                      flags: dead
#        Blsr32  dst: Rax, src: Rsi
#   1  blsr rax, rsi                      flags: dead
#        Blsr64  dst: Rax, src: Rsi
#   1  blsi eax, esi                      flags: dead
#        Blsi32  dst: Rax, src: Rsi
#   1  blsi rax, rsi                      flags: dead
#        Blsi64  dst: Rax, src: Rsi
#   1  blsmsk eax, esi                    flags: dead
#        Blsmsk32  dst: Rax, src: Rsi
#   1  blsmsk rax, rsi                    flags: dead
#        Blsmsk64  dst: Rax, src: Rsi
#   1  bextr eax, esi, edi                flags: dead
#        Bextr  width: B4, dst: Rax, a: Rsi, control: Rdi
#   1  bzhi rax, rsi, rdi                 flags: dead
#        Bzhi  width: B8, dst: Rax, a: Rsi, index: Rdi
#   1  rorx eax, esi, 5
#        Rol32RI  dst: Rax, a: Rsi, count: 27
#   1  rorx rax, rsi, 5
#        Rol64RI  dst: Rax, a: Rsi, count: 59
#   1  sarx eax, esi, edi
#        Sar32RR  dst: Rax, a: Rsi, count: Rdi
#   1  shlx rax, rsi, rdi
#        Shl64RR  dst: Rax, a: Rsi, count: Rdi
#   1  shrx eax, esi, edi
#        Shr32RR  dst: Rax, a: Rsi, count: Rdi
#   3  mulx eax, ecx, esi
#        Mulx32  high: Rax, low: Rcx, src: Rsi
#   3  mulx rax, rcx, rsi
#        Mulx64  high: Rax, low: Rcx, src: Rsi
#  10  pdep rax, rsi, rdi
#        Pdep  width: B8, dst: Rax, a: Rsi, mask: Rdi
#  10  pext rax, rsi, rdi
#        Pext  width: B8, dst: Rax, a: Rsi, mask: Rdi
#   2  movbe eax, [rdi]
#        LoadNear32  dst: Rax, near: [Rdi]
#        Bswap32  dst: Rax
#   2  movbe [rdi], rax
#        Mov64  dst: T0, src: Rax  <- Rax
#        Bswap64  dst: T0
#        StoreNear64  src: T0, near: [Rdi]  <- T0
#   1  blsr eax, esi                      flags: truth value of e
#        Blsr32  dst: Rax, src: Rsi
#   2  je short 0x40108c                  asks the truth value
#        JumpEqual32RI  a: Rax, imm: 0, taken: b2  <- Rax
# b2 at 0x40108c, gas 3
#   3  ret
#        Ret  release: 0

## jit
# region of 0x401000
# b1 at 0x401000, gas 54, charges 57
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 0x39
#      b9  jb 0x15d
#   popcnt eax, esi
#      bf  popcnt eax, esi
#   popcnt rax, rsi
#      c3  popcnt rax, rsi
#   lzcnt eax, esi
#      c8  lzcnt eax, esi
#   lzcnt rax, rsi
#      cc  lzcnt rax, rsi
#   tzcnt eax, esi
#      d1  tzcnt eax, esi
#   tzcnt rax, rsi
#      d5  tzcnt rax, rsi
#   andn eax, esi, edi
#      da  andn eax, esi, edi
#   andn rax, rsi, rdi
#      df  andn rax, rsi, rdi
#   blsr eax, esi
#      e4  blsr eax, esi
#   blsr rax, rsi
#      e9  blsr rax, rsi
#   blsi eax, esi
#      ee  blsi eax, esi
#   blsi rax, rsi
#      f3  blsi rax, rsi
#   blsmsk eax, esi
#      f8  blsmsk eax, esi
#   blsmsk rax, rsi
#      fd  blsmsk rax, rsi
#   bextr eax, esi, edi
#      102  bextr eax, esi, edi
#   bzhi rax, rsi, rdi
#      107  bzhi rax, rsi, rdi
#   rorx eax, esi, 5
#      10c  rorx eax, esi, 5
#   rorx rax, rsi, 5
#      112  rorx rax, rsi, 5
#   sarx eax, esi, edi
#      118  sarx eax, esi, edi
#   shlx rax, rsi, rdi
#      11d  shlx rax, rsi, rdi
#   shrx eax, esi, edi
#      122  shrx eax, esi, edi
#   mulx eax, ecx, esi
#      127  mulx eax, ecx, esi
#   mulx rax, rcx, rsi
#      12c  mulx rax, rcx, rsi
#   pdep rax, rsi, rdi
#      131  pdep rax, rsi, rdi
#   pext rax, rsi, rdi
#      136  pext rax, rsi, rdi
#   movbe eax, [rdi]
#      13b  movbe eax, gs:[edi]
#   movbe [rdi], rax
#      141  movbe gs:[edi], rax
#   blsr eax, esi
#      148  blsr eax, esi
#   je short 0x40108c
#      14d  je 0x153
# b2 at 0x40108c, gas 3, paid already
#   ret
#      153  cmp gs:[r14d], r14
#      158  lea r14d, [r14+8]
#      15c  ret
# elsewhere
#      15d  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      169  jmp qword ptr gs:[0xffffffffffffff98]
