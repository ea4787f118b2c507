pragma circom 2.1.6;

// Takes as many steps as it is told to make its witness: for tests of
// cancelling and of limits.
template Slow() {
    signal input steps;
    signal input x;
    signal output square;

    var n = 0;
    for (var i = 0; i < steps; i++) {
        n = n + i * x;
    }
    signal sum;
    sum <-- n;
    signal again;
    again <== sum * steps;
    square <== x * x;
}

component main {public [x]} = Slow();
