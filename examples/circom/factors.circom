pragma circom 2.1.6;

include "circomlib/circuits/bitify.circom";
include "circomlib/circuits/comparators.circom";

// Proves knowledge of two factors of a public number, neither of which is 1.
// Both are less than 2^32, so their product is one of integers and can't wrap
// around the field.
template Factors() {
    signal input n;
    signal input p;
    signal input q;

    component pBits = Num2Bits(32);
    pBits.in <== p;
    component qBits = Num2Bits(32);
    qBits.in <== q;

    component pIsOne = IsEqual();
    pIsOne.in <== [p, 1];
    pIsOne.out === 0;
    component qIsOne = IsEqual();
    qIsOne.in <== [q, 1];
    qIsOne.out === 0;

    n === p * q;
}

component main {public [n]} = Factors();
