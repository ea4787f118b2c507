// Package witnesses is the program of circuits that users register: whoever
// submits a batch brings a witness for each slice and says what is to be proven.
//
//	{
//	  "slices": [
//	    {"circuit": "cube", "input": "AAAAAQ…"},
//	    {"circuit": "adder", "public": ["42"], "input": {"a": "40", "b": "2"}}
//	  ],
//	  "final": {"public": ["0x2a"]}
//	}
//
// A slice's circuit is one of the pipeline's base round. Its input is what the
// circuit's backend takes: base64 bytes as a string (for gnark the full witness
// in binary), or an object, whose JSON text it is (circom's and Noir's inputs by
// name).
//
// What a slice states are its public inputs: decimal numbers or 0x and
// hexadecimal digits, each below the order of the circuit's field. They may be
// left out where the input is a full witness of gnark, which has them. Where a
// system's public inputs are no field elements they are public_bytes, in base64,
// as the system's verifier takes them. Of a zkVM's program they can be said by
// what it is and what it makes public:
//
//	{"circuit": "sp1", "run": {"program": "0x00a1…", "values": "BwAAAA=="}, "input": "…"}
//
// Above the slices, a set (package proof/set) states what is below it. A round
// with a circuit of the user's own may have one job, whose public inputs are
// final's.
//
// The program executes nothing. Whether a witness satisfies its circuit shows
// when it is proven.
package witnesses
