package sqlstore

import "strings"

// Fault says what a driver's error means for the one who called.
type Fault int

// The faults.
const (
	FaultOther       Fault = iota
	FaultRetry             // deadlock or serialization: run the transaction again
	FaultFull              // no room
	FaultUnavailable       // no connection, or shutting down
	FaultUnique            // a unique key exists already
	FaultInvalid           // a value that the database can't hold
)

// Dialect is what differs between the databases besides the text of queries.
type Dialect struct {
	// Postgres picks the text of queries and how lists are passed; otherwise
	// the database is SQLite.
	Postgres bool
	// Classify reads the driver's error.
	Classify func(error) Fault
}

// query is one named statement with the text for both databases. Parameters
// are $1, $2, … in both.
type query struct {
	name     string
	sqlite   string
	postgres string
}

// both makes a query whose text is the same but for these marks:
//
//	IN_LIST($n)    the parameter is a list of strings
//	IN_BYTES($n)   the parameter is a list of byte strings
//	FOR_UPDATE(x)  lock the rows of x until the transaction ends
//	FOR_SHARE(x)   the same, against writers only
//	ADDRESS(x)     where PostgreSQL has the row
func both(name, text string) query {
	return query{name: name, sqlite: sqliteMarks(text), postgres: postgresMarks(text)}
}

func sqliteMarks(text string) string {
	text = expand(text, "IN_LIST(", func(arg string) string { return "IN (SELECT value FROM json_each(" + arg + "))" })
	text = expand(text, "IN_BYTES(", func(arg string) string { return "IN (SELECT unhex(value) FROM json_each(" + arg + "))" })
	text = expand(text, "FOR_UPDATE(", func(string) string { return "" })
	text = expand(text, "ADDRESS(", func(string) string { return "''" })
	return expand(text, "FOR_SHARE(", func(string) string { return "" })
}

func postgresMarks(text string) string {
	text = expand(text, "IN_LIST(", func(arg string) string { return "= ANY(" + arg + "::text[])" })
	text = expand(text, "IN_BYTES(", func(arg string) string { return "= ANY(" + arg + "::bytea[])" })
	text = expand(text, "FOR_UPDATE(", func(arg string) string { return "FOR UPDATE OF " + arg })
	text = expand(text, "ADDRESS(", func(arg string) string { return arg + ".ctid::text" })
	return expand(text, "FOR_SHARE(", func(arg string) string { return "FOR SHARE OF " + arg })
}

// expand replaces each mark with its argument up to the closing parenthesis.
func expand(text, mark string, with func(arg string) string) string {
	for {
		before, rest, found := strings.Cut(text, mark)
		if !found {
			return text
		}
		arg, after, _ := strings.Cut(rest, ")")
		text = before + with(arg) + after
	}
}

func (d Dialect) text(q query) string {
	if d.Postgres {
		return q.postgres
	}
	return q.sqlite
}
