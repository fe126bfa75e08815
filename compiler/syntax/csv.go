package syntax

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/zclconf/go-cty/cty"
)

// csvdecode makes an object of every row. It is strict: a header twice, or a row that is longer or shorter than the header, is an error,
// because somebody's access may stand in the column that slipped.
func csvdecode(c *call) Value {
	r := csv.NewReader(strings.NewReader(c.text(0)))
	r.ReuseRecord = true
	r.FieldsPerRecord = -1 // counted here, for a better message
	header, err := r.Read()
	if errors.Is(err, io.EOF) {
		return c.fail(0, "the first line must be the header: the text is empty")
	} else if err != nil {
		return c.csvError(err)
	}
	columns, ok := c.columns(header)
	if !ok {
		return Value{}
	}
	var rows []Value
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return c.list(rows)
		} else if err != nil {
			return c.csvError(err)
		}
		if len(record) != len(columns) {
			line, _ := r.FieldPos(0)
			return c.fail(0, "line %d has %s, the header has %d", line, plural(len(record), "column"), len(columns))
		}
		if len(rows) == maxData {
			c.budget.exceeded("the text has more than %d rows", maxData)
		}
		if !c.budget.make(1 + len(columns)) {
			return Value{}
		}
		rows = append(rows, c.csvRow(columns, record))
	}
}

// A column is a name and where it stands in a row.
type column struct {
	name  string
	place int
}

// columns are those of the header by name, as the fields of an object are.
func (c *call) columns(header []string) ([]column, bool) {
	columns := make([]column, len(header))
	for i, name := range header {
		columns[i] = column{cty.NormalizeString(strings.Clone(name)), i}
	}
	slices.SortStableFunc(columns, func(a, b column) int { return strings.Compare(a.name, b.name) })
	for i := 1; i < len(columns); i++ {
		if columns[i].name == columns[i-1].name {
			c.fail(0, "the header has the column %q twice", columns[i].name)
			return nil, false
		}
	}
	return columns, true
}

func (c *call) csvRow(columns []column, record []string) Value {
	fields := make([]Field, len(columns))
	for i, col := range columns {
		text := cty.NormalizeString(record[col.place])
		fields[i] = Field{col.name, c.span, Value{Span: c.span, Kind: String, Text: text}}
	}
	return c.object(fields)
}

func (c *call) csvError(err error) Value {
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		return c.fail(0, "line %d, column %d: %s", parse.Line, parse.Column, clause(parse.Err.Error()))
	}
	return c.fail(0, "%s", clause(err.Error()))
}
