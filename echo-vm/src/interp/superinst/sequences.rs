//! The sequences that have a function for all of their operations, longer ones first. Behind each stands how many
//! indirect jumps it saves, of a million executed operations.
//!
//! Written by `SNAPSHOTS=overwrite cargo test -p echo-vm --lib sequences`; `counted.rs` says what was counted and how
//! the sequences were chosen.
//!
//! Compiler: gcc (Debian 12.2.0-14+deb12u1) 12.2.0

use super::{End, More, Start, Suffix};
use crate::interp::block::Origin;
use crate::interp::dispatch::HandlerFn;
use crate::interp::uop::{Uop, op};

sequences! {
    Add32RI Pop Pop Pop; // 1689
    Ask MovI Adc64RR Neg64; // 176
    Equal8RI SetIf Equal8RI SetIf; // 3220
    LeaNear64 MovI Mov64 JumpEqual64RI; // 2208
    LoadStack32 Equal32RI LoadStack64 JumpIf; // 191
    LoadStack64 Add64RI LoadStack64 Add64RI; // 1175
    LoadStack64 LoadStack64 LoadStack64 JumpIf; // 1599
    LoadStack64 LoadStack64 LoadStack64 LoadStack64; // 1599
    Mov32 Add32RR StoreI8 JumpBelow32RI; // 23945
    Mov32 MovI LoadNear8 LeaNear64; // 3220
    Mov64 LoadNear32 Add64RI JumpBelow32RR; // 10179
    Mov64 Pop Pop Pop; // 1690
    MovX XTo64 MovX Call; // 206
    Pop Pop Pop Ret; // 2011
    Add32RI Mov64 HostCall; // 949
    Add64RI LoadNear8 JumpNotBelow8RI; // 6261
    Add64RI Mov64 JumpNotEqual64RR; // 8479
    Add64RI Shl64RI Sub64RR; // 4261
    Add64RR LoadNear64 JumpDisjoint32RI; // 8612
    And32RI Add32RI Store64; // 3001
    Below64RR SetIf Ret; // 814
    Bit64RR SetIf Ret; // 1144
    Div Equal32RI SetIf; // 2057
    FloatTest32 SetIf SetIf; // 275
    FloatTest64 SetIf SetIf; // 275
    LeaNear64 Mov64 HostCall; // 1087
    LeaNear64 MovI StoreStack64; // 1464
    Load32 Add64RI Imul64RR; // 6763
    LoadNear32 Add64RI JumpBelow32RR; // 7935
    LoadNear32 Mov64 JumpBelow32RR; // 2783
    LoadNear64 LoadNear64 CallR; // 1633
    LoadStack32 LoadStack64 JumpEqual32RI; // 2692
    LoadStack64 LoadNear64 HostCall; // 836
    LoadStack64 LoadStack32 HostCall; // 163
    LoadStack64 Mov64 LoadStack64; // 783
    LoadStack64 Mov64 Mov64; // 905
    LoadX64 Add64RI Add64RI; // 14080
    LoadX64 FloatTest64 JumpIf; // 1504
    LoadXAligned MovX LoadXAligned; // 6138
    Mov32 Add32RI Call; // 1144
    Mov32 Mov32 Mov32; // 4831
    Mov32 Sbb32RR Imul64RRI; // 735
    Mov64 And64RI Shr64RI; // 1495
    Mov64 LoadNear32 Add64RI; // 705
    Mov64 LoadStack64 LoadStack64; // 602
    Mov64 Mov64 JumpEqual64RI; // 5837
    Mov64 Mov64 LoadStack64; // 1427
    Mov64 MovI Div; // 4399
    Mov64 Rol64RR LoadNear64; // 1932
    MovI AluFlags JumpFlag; // 730
    MovI Mov32 LoadNear32; // 2057
    MovI MovI MovI; // 245
    MovI Zx8 Zx8; // 814
    MovX Add32RI JumpNotEqual32RI; // 2252
    MovX MovX Call; // 275
    Pop Pop Pop; // 264
    Pop Pop Ret; // 220
    Push Mov64 Push; // 4405
    SetIf AddCarry64RR SetIf; // 482
    SetIf And32RR Ret; // 345
    Shl64RI LoadNear64 JumpNotEqual64RI; // 3511
    Shr64RI Xor64RR JumpNotEqual64RI; // 3530
    StoreStack64 StoreStack64 Call; // 1066
    StoreXAligned Add64RI JumpNotEqual64RI; // 7890
    XTo32 XTo32 MovI; // 93
    XTo64 XTo64 MovI; // 258
    Xor64RR Shr64RI Xor64RR; // 7394
    Zx8 LeaNear32 Xor32RI; // 2146
    Add32RI Add64RI; // 676
    Add32RI HostCall; // 376
    Add32RI JumpBelow64RI; // 548
    Add32RI JumpNotBelow32RI; // 1152
    Add32RI JumpNotBelow8RI; // 507
    Add32RI Not32; // 506
    Add32RI Ret; // 555
    Add32RR JumpNotBelow8RI; // 1073
    Add32RR Rol32RI; // 1218
    Add64RI Add32RI; // 504
    Add64RI Add32RR; // 1310
    Add64RI Add64RI; // 2712
    Add64RI Add64RR; // 938
    Add64RI Call; // 1706
    Add64RI Imul64RR; // 1084
    Add64RI JumpEqual64RI; // 472
    Add64RI JumpNotEqual64RI; // 3364
    Add64RI JumpNotEqual64RR; // 6408
    Add64RI Lea64; // 1195
    Add64RI Load64; // 746
    Add64RI LoadStack64; // 249
    Add64RI Mov64; // 1742
    Add64RI Shl64RI; // 1657
    Add64RI StoreNear8; // 1603
    Add64RR JumpNotEqual64RI; // 4604
    Add64RR MovI; // 768
    AddCarry64RR JumpIf; // 188
    AluFlags JumpFlag; // 209
    AluFlags SetFlag; // 205
    And32RI Add32RI; // 34
    And32RI And32RI; // 1571
    And32RI Below32RI; // 384
    And32RI Load64; // 1115
    And32RI Mov32; // 1835
    And32RI Shr64RI; // 588
    And32RR Xor32RR; // 3654
    Bswap32 Store32; // 344
    Div Add32RI; // 352
    Equal8RI SetIf; // 397
    FloatTest32 JumpIf; // 357
    FloatTest32 SetIf; // 545
    FloatTest64 JumpIf; // 455
    FloatTest64 SetIf; // 545
    Imul64RR Mov64; // 1412
    Imul64RR Shr64RI; // 5384
    Lea32 Sub32RR; // 2424
    Lea64 Add64RR; // 1951
    LeaNear32 Mov32; // 749
    LeaNear64 HostCall; // 1020
    LeaNear64 Imul64RR; // 1021
    LeaNear64 LeaNear64; // 567
    LeaNear64 MovI; // 122
    LeaNear64 StoreStack64; // 1368
    Load64 Add64RI; // 991
    Load64 JumpNotEqual64RI; // 1071
    Load64 JumpR; // 5664
    LoadNear32 JumpBelow32RR; // 1270
    LoadNear32 JumpEqual32RI; // 464
    LoadNear32 Mov64; // 961
    LoadNear64 Add64RI; // 547
    LoadNear64 Call; // 193
    LoadNear64 JumpDisjoint32RI; // 456
    LoadNear64 LoadNear64; // 665
    LoadNear64 MovI; // 184
    LoadNear64 Xor64RR; // 5679
    LoadNear8 Add64RI; // 613
    LoadNear8 Add64RR; // 2315
    LoadNear8 And32RI; // 2598
    LoadNear8 JumpNotBelow8RI; // 946
    LoadNear8 JumpNotEqual32RI; // 1165
    LoadNear8 JumpNotEqual8RI; // 1690
    LoadNear8 LeaNear32; // 569
    LoadNear8 LoadNear8; // 3432
    LoadNear8 MovI; // 361
    LoadStack32 HostCall; // 140
    LoadStack32 JumpNotBelow32RI; // 390
    LoadStack32 JumpNotEqual32RI; // 615
    LoadStack32 LoadStack64; // 23
    LoadStack64 Add64RI; // 40
    LoadStack64 HostCall; // 334
    LoadStack64 LeaNear64; // 603
    LoadStack64 LoadStack32; // 153
    LoadStack64 LoadStack64; // 370
    Mov32 Add32RI; // 1136
    Mov32 Add32RR; // 1218
    Mov32 And32RI; // 351
    Mov32 Call; // 222
    Mov32 JumpNotBelow32RI; // 452
    Mov32 JumpNotEqual64RI; // 1218
    Mov32 JumpR; // 560
    Mov32 LeaNear32; // 805
    Mov32 LoadNear32; // 491
    Mov32 Mov32; // 717
    Mov32 MovI; // 362
    Mov32 Not32; // 1218
    Mov64 Call; // 1284
    Mov64 HostCall; // 1230
    Mov64 Imul64RR; // 2073
    Mov64 JumpEqual64RI; // 536
    Mov64 JumpNotEqual64RI; // 394
    Mov64 LoadStack64; // 851
    Mov64 Mov32; // 974
    Mov64 Mov64; // 3282
    Mov64 MovI; // 1283
    Mov64 Mul64; // 1326
    Mov64 Repeat; // 225
    Mov64 Shr64RI; // 314
    Mov64 StoreStack64; // 1071
    MovI Add32RI; // 583
    MovI Add64RR; // 871
    MovI AluFlags; // 317
    MovI Div; // 127
    MovI HostCall; // 181
    MovI JumpFlag; // 84
    MovI LeaNear64; // 426
    MovI Load64; // 754
    MovI LoadNear64; // 536
    MovI Mov32; // 367
    MovI Mov64; // 778
    MovI MovI; // 456
    MovI Mul64; // 459
    MovI Ret; // 190
    MovI ShiftFlags; // 888
    MovI Shr64RI; // 774
    MovI StoreI32; // 652
    MovI StoreStack64; // 316
    MovI Xor64RR; // 924
    MovI Zx8; // 137
    MovIf64 Ret; // 178
    MovX Add64RI; // 1192
    MovX Call; // 402
    MovX LoadXAligned; // 140
    MovX MovX; // 135
    MovX Ret; // 162
    MovXLow MovXLow; // 129
    Not64 Ret; // 144
    Pop Ret; // 541
    Push Mov64; // 225
    Push Push; // 2807
    Rol32RI Rol32RI; // 1218
    Rol32RI Xor32RR; // 3654
    SetFlag MovFlag; // 558
    SetFlag Zx8; // 217
    ShiftFlags Ret; // 298
    Shl64RI LeaNear64; // 456
    Shl64RI StoreNear64; // 875
    Shl64RI Xor64RR; // 2749
    Shr64RI And32RI; // 626
    Shr64RI Imul64RRI; // 1064
    Shr64RI Not64; // 1006
    Shr64RI Xor64RR; // 12484
    Store64 JumpNotEqual64RI; // 1006
    Store64 LoadNear8; // 1308
    StoreI32 HostCall; // 412
    StoreNear32 Add64RI; // 1129
    StoreNear32 LeaNear64; // 745
    StoreNear64 JumpEqual64RI; // 1810
    StoreNear64 JumpNotEqual64RI; // 1467
    StoreStack32 HostCall; // 407
    StoreStack32 MovI; // 237
    StoreStack64 JumpEqual64RI; // 724
    StoreStack64 LeaNear64; // 818
    StoreStack64 Mov64; // 1566
    StoreStack64 MovI; // 192
    StoreStack64 StoreStack64; // 1625
    StoreX64 JumpNotEqual64RR; // 2431
    Sx32To64 And64RM; // 1006
    Sx32To64 Load64; // 1207
    Xor64RM Add64RI; // 1166
    Xor64RR Imul64RR; // 5648
    Xor64RR MovI; // 1064
    Xor64RR Ret; // 602
    Zx16 Zx16; // 472
    Zx8 Add32RR; // 1188
    Zx8 Xor32RI; // 1107
    Zx8 Zx8; // 351
}
