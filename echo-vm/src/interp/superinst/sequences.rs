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
    Add32RI Pop Pop Pop; // 1641
    Equal8RI SetIf Equal8RI SetIf; // 3220
    LeaNear64 MovI Mov64 JumpEqual64RI; // 2190
    LoadNear8 LeaNear32 MovI AluFlags; // 1415
    LoadNear8 MovI AluFlags JumpFlag; // 10302
    LoadStack32 LoadStack64 MovI Mov64; // 551
    LoadStack64 Add64RI LoadStack64 Add64RI; // 1167
    LoadStack64 LoadStack64 LoadStack64 JumpIf; // 1584
    LoadStack64 LoadStack64 LoadStack64 LoadStack64; // 1584
    Mov32 Add32RR StoreI8 JumpBelow32RI; // 23945
    Mov32 MovI LoadNear8 LeaNear64; // 3220
    Mov64 LoadNear32 Add64RI JumpBelow32RR; // 10179
    Mov64 Pop Pop Pop; // 1670
    MovX XTo64 MovX Call; // 199
    Pop Pop Pop Ret; // 1980
    Add32RI Mov64 HostCall; // 1055
    Add64RI Mov64 JumpNotEqual64RR; // 8479
    Add64RR LoadNear64 JumpDisjoint32RI; // 8612
    Ask MovI Adc64RR; // 268
    Below64RR SetIf Ret; // 787
    Bit64RR SetIf Ret; // 1107
    Div Equal32RI SetIf; // 1978
    FloatTest32 SetIf SetIf; // 266
    FloatTest64 SetIf SetIf; // 266
    LeaNear64 MovI StoreStack64; // 1449
    Load32 Add64RI Imul64RR; // 6537
    LoadNear32 Add64RI JumpBelow32RR; // 7894
    LoadNear64 LoadNear64 CallR; // 1575
    LoadNear8 MovI AluFlags; // 177
    LoadNear8 MovI JumpEqual8RI; // 518
    LoadStack32 LoadStack64 JumpEqual32RI; // 1549
    LoadStack32 LoadStack64 JumpNotEqual32RI; // 999
    LoadStack64 LoadNear64 HostCall; // 754
    LoadStack64 Mov64 LoadStack64; // 778
    LoadStack64 Mov64 Mov64; // 1257
    LoadX64 Add64RI Add64RI; // 13960
    LoadX64 FloatTest64 JumpIf; // 1454
    LoadXAligned MovX LoadXAligned; // 6138
    Mov32 Add32RI Call; // 1107
    Mov32 Mov32 Mov32; // 4787
    Mov32 Sbb32RR Imul64RRI; // 735
    Mov64 AluFlags MovI; // 352
    Mov64 LoadNear32 Add64RI; // 705
    Mov64 LoadStack64 LoadStack64; // 596
    Mov64 Mov64 JumpEqual64RI; // 5676
    Mov64 Mov64 LoadStack64; // 1413
    Mov64 MovI Div; // 4252
    Mov64 Rol64RR LoadNear64; // 1932
    MovI AluFlags JumpFlag; // 1030
    MovI AluFlags JumpR; // 1103
    MovI FloatTest32 SetIf; // 266
    MovI FloatTest64 SetIf; // 266
    MovI LeaNear64 LoadStack64; // 198
    MovI Mov32 LoadNear32; // 1978
    MovI Mov64 StoreStack64; // 794
    MovI MovI Call; // 456
    MovI MovI MovI; // 238
    MovI Zx8 Zx8; // 787
    MovX Add32RI JumpNotEqual32RI; // 2177
    MovX MovX Call; // 266
    Pop Pop Pop; // 259
    Pop Pop Ret; // 216
    Push Mov64 Push; // 4063
    SetIf And32RR Ret; // 333
    Shl64RI LoadNear64 JumpNotEqual64RI; // 3511
    Shr64RI Xor64RR JumpNotEqual64RI; // 3462
    StoreNear64 AluFlags JumpFlag; // 2669
    StoreStack64 StoreStack64 Call; // 1056
    StoreXAligned Add64RI JumpNotEqual64RI; // 7889
    XTo32 XTo32 MovI; // 89
    Xor64RR Shr64RI Xor64RR; // 7150
    Zx8 LeaNear32 Xor32RI; // 2146
    Add32RI Add64RI; // 660
    Add32RI HostCall; // 358
    Add32RI JumpBelow64RI; // 543
    Add32RI JumpNotBelow32RI; // 1276
    Add32RI JumpNotBelow8RI; // 490
    Add32RI LeaNear64; // 379
    Add32RI Not32; // 489
    Add32RI Ret; // 1072
    Add32RR JumpNotBelow8RI; // 1073
    Add32RR Rol32RI; // 1207
    Add64RI Add32RI; // 500
    Add64RI Add32RR; // 1296
    Add64RI Add64RI; // 2585
    Add64RI Call; // 1538
    Add64RI Imul64RR; // 1043
    Add64RI JumpEqual64RI; // 472
    Add64RI JumpNotEqual64RI; // 2219
    Add64RI JumpNotEqual64RR; // 4360
    Add64RI Lea64; // 1187
    Add64RI LoadStack64; // 246
    Add64RI Mov64; // 1154
    Add64RI Shl64RI; // 3674
    Add64RI StoreNear8; // 1550
    Add64RR JumpNotEqual64RI; // 4479
    Add64RR JumpNotEqual64RR; // 2932
    AddCarry64RR SetIf; // 467
    AluFlags JumpFlag; // 197
    AluFlags JumpR; // 663
    AluFlags SetFlag; // 198
    And32RI Add32RI; // 1369
    And32RI And32RI; // 1372
    And32RI Below32RI; // 384
    And32RI Load64; // 946
    And32RI Mov32; // 1832
    And32RI Shr64RI; // 584
    And32RR Xor32RR; // 3621
    Bswap32 Store32; // 340
    Cdq Idiv; // 76
    Div Add32RI; // 352
    Equal8RI SetIf; // 365
    FloatTest32 JumpIf; // 345
    FloatTest32 SetIf; // 394
    FloatTest64 JumpIf; // 439
    FloatTest64 SetIf; // 394
    Imul64RR Mov32; // 729
    Imul64RR Mov64; // 1576
    Imul64RR Shr64RI; // 5474
    Lea32 Sub32RR; // 2424
    Lea64 Add64RR; // 2069
    LeaNear32 Mov32; // 630
    LeaNear64 HostCall; // 920
    LeaNear64 Imul64RR; // 1020
    LeaNear64 LeaNear64; // 613
    LeaNear64 MovI; // 121
    LeaNear64 StoreStack64; // 1161
    Load64 Add64RI; // 961
    Load64 JumpNotEqual64RI; // 909
    Load64 JumpR; // 4987
    LoadNear32 JumpBelow32RR; // 1270
    LoadNear32 JumpNotEqual32RI; // 1751
    LoadNear32 Mov64; // 2288
    LoadNear64 Add64RI; // 538
    LoadNear64 Call; // 187
    LoadNear64 JumpDisjoint32RI; // 456
    LoadNear64 LoadNear64; // 638
    LoadNear64 Xor64RR; // 5667
    LoadNear8 Add64RI; // 593
    LoadNear8 AluFlags; // 187
    LoadNear8 And32RI; // 2251
    LoadNear8 JumpNotEqual32RI; // 542
    LoadNear8 JumpNotEqual8RI; // 1636
    LoadNear8 LoadNear8; // 3067
    LoadStack32 HostCall; // 140
    LoadStack32 JumpNotBelow32RI; // 378
    LoadStack32 JumpNotEqual32RI; // 567
    LoadStack32 LoadStack64; // 25
    LoadStack64 Add64RI; // 40
    LoadStack64 HostCall; // 326
    LoadStack64 LeaNear64; // 564
    LoadStack64 LoadStack32; // 192
    LoadStack64 LoadStack64; // 362
    Mov32 Add32RI; // 1100
    Mov32 Add32RR; // 1207
    Mov32 Call; // 213
    Mov32 JumpNotBelow32RI; // 452
    Mov32 JumpNotEqual64RI; // 1207
    Mov32 JumpR; // 470
    Mov32 LeaNear32; // 805
    Mov32 LoadNear32; // 491
    Mov32 Mov32; // 693
    Mov32 MovI; // 349
    Mov32 Not32; // 1207
    Mov64 And64RI; // 718
    Mov64 Call; // 1421
    Mov64 HostCall; // 1690
    Mov64 Imul64RR; // 2051
    Mov64 JumpEqual64RI; // 529
    Mov64 JumpNotEqual64RI; // 382
    Mov64 LoadStack64; // 834
    Mov64 Mov32; // 802
    Mov64 Mov64; // 3789
    Mov64 MovI; // 1252
    Mov64 Mul64; // 1313
    Mov64 Repeat; // 221
    Mov64 Shr64RI; // 304
    Mov64 StoreStack64; // 1097
    MovI Add32RI; // 601
    MovI Add64RR; // 842
    MovI AluFlags; // 1417
    MovI Div; // 123
    MovI HostCall; // 97
    MovI JumpFlag; // 84
    MovI Load64; // 578
    MovI LoadNear64; // 159
    MovI LoadSx32To64; // 675
    MovI Mov32; // 360
    MovI Mov64; // 661
    MovI MovI; // 451
    MovI Mul64; // 479
    MovI Ret; // 224
    MovI ShiftFlags; // 858
    MovI Shr64RI; // 759
    MovI StoreI32; // 588
    MovI StoreStack64; // 332
    MovI Xor64RR; // 1167
    MovI Zx8; // 133
    MovIf64 Ret; // 172
    MovX Add64RI; // 1186
    MovX Call; // 389
    MovX LoadXAligned; // 135
    MovX MovX; // 130
    MovX Ret; // 157
    MovXLow MovXLow; // 124
    Not64 Ret; // 140
    Pop Ret; // 245
    Push Add32RI; // 551
    Push Mov64; // 217
    Push Push; // 2325
    Rol32RI Rol32RI; // 1207
    Rol32RI Xor32RR; // 3621
    SetFlag MovFlag; // 539
    SetFlag Ret; // 395
    SetFlag Zx8; // 210
    ShiftFlags Ret; // 288
    Shl64RI LeaNear64; // 456
    Shl64RI StoreNear64; // 875
    Shl64RI Xor64RR; // 2749
    Shr64RI Add64RR; // 1013
    Shr64RI And32RI; // 623
    Shr64RI Imul64RRI; // 1061
    Shr64RI Not64; // 1006
    Shr64RI Xor64RR; // 13159
    Store64 Add64RI; // 3380
    Store64 JumpNotEqual64RI; // 1006
    Store64 LoadNear8; // 1412
    StoreI32 HostCall; // 386
    StoreNear32 Add64RI; // 1123
    StoreNear32 LeaNear64; // 720
    StoreNear32 StoreNear32; // 1367
    StoreNear64 Add64RI; // 2642
    StoreNear64 JumpNotEqual64RI; // 1461
    StoreStack32 HostCall; // 621
    StoreStack32 MovI; // 229
    StoreStack64 JumpEqual64RI; // 932
    StoreStack64 LeaNear64; // 1196
    StoreStack64 Mov64; // 1271
    StoreStack64 MovI; // 181
    StoreStack64 StoreStack64; // 1484
    StoreX64 JumpNotEqual64RR; // 2364
    Sub64RR LoadNear8; // 2059
    Sx32To64 And64RM; // 1006
    Sx32To64 Load64; // 1207
    XTo64 XTo64; // 190
    Xor64RM Add64RI; // 1158
    Xor64RR Imul64RR; // 5680
    Xor64RR MovI; // 1062
    Xor64RR Ret; // 583
    Zx16 JumpEqual32RI; // 396
    Zx16 Zx16; // 457
    Zx8 Add32RR; // 1184
    Zx8 Xor32RI; // 1105
    Zx8 Zx8; // 331
}
