package schema

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

// A content is catalogue.gz, read.
type content struct {
	version       string
	tables        []*model.TableFact
	bases         []*model.Base
	miscellaneous []*model.Miscellaneous

	tableByName map[string]*model.TableFact
	baseByName  map[string]*model.Base
	miscByName  map[string]*model.Miscellaneous
}

func readCatalogue() *content {
	c := &content{miscByName: map[string]*model.Miscellaneous{}}
	for cells := range lines(catalogueFile) {
		switch cells[0] {
		case "version":
			c.version = cells[1]
			c.bases, c.baseByName = make([]*model.Base, 0, number(cells[2])), make(map[string]*model.Base, number(cells[2]))
			c.tables, c.tableByName = make([]*model.TableFact, 0, number(cells[3])), make(map[string]*model.TableFact, number(cells[3]))
		case "b":
			c.addBase(cells[1:])
		case "t":
			c.addTable(cells[1:])
		case "m":
			c.addMiscellaneous(cells[1:])
		}
	}
	return c
}

func (c *content) addBase(cells []string) {
	b := &model.Base{Name: cells[0], Guessed: cells[1] != "", Ownership: model.Ownership(number(cells[2]))}
	for v := range b.Legal {
		b.Legal[v] = levelSet(cells[3][v : v+1])
	}
	c.bases = append(c.bases, b)
	c.baseByName[strings.ToLower(b.Name)] = b
}

// addTable also tells the table's base of it. Tables come sorted by name, so each base lists them sorted.
func (c *content) addTable(cells []string) {
	t := &model.TableFact{
		Name: cells[0], SchemaName: cmp.Or(cells[1], cells[0]), Ownership: model.Ownership(number(cells[3])),
		Activity: cells[4] != "", NotAuditable: cells[5] != "", PrimaryName: cells[6],
	}
	if i := number(cells[2]); i >= 0 {
		t.Base = c.bases[i]
		t.Base.Tables = append(t.Base.Tables, t.Name)
	}
	c.tables = append(c.tables, t)
	c.tableByName[t.Name] = t
}

func (c *content) addMiscellaneous(cells []string) {
	m := &model.Miscellaneous{
		Name: cells[0], Label: cells[1], Sensitivity: model.Sensitivity(number(cells[2])), Note: cells[3],
		Privacy: cells[4] != "", Levels: levelSet(cells[5]),
	}
	c.miscellaneous = append(c.miscellaneous, m)
	c.miscByName[strings.ToLower(m.Name)] = m
}

// lines are the lines of an embedded file, each cut at its tabs into a slice that the next line overwrites. The generator wrote the file and
// a test holds it against the facts, so what cannot be read here is a bug.
func lines(file []byte) iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		r, err := gzip.NewReader(bytes.NewReader(file))
		if err != nil {
			panic(fmt.Sprintf("bug: the embedded catalogue: %v", err))
		}
		text, err := io.ReadAll(r)
		if err != nil {
			panic(fmt.Sprintf("bug: the embedded catalogue: %v", err))
		}
		var cells []string
		for line := range strings.Lines(string(text)) {
			cells = cells[:0]
			for cell := range strings.SplitSeq(strings.TrimSuffix(line, "\n"), "\t") {
				cells = append(cells, cell)
			}
			if !yield(cells) {
				return
			}
		}
	}
}

// levelSet reads a hexadecimal digit: a bit for each level, user the lowest.
func levelSet(digit string) privilege.LevelSet {
	n, err := strconv.ParseUint(digit, 16, 4)
	must(err == nil, digit)
	return privilege.LevelSet(n) << privilege.User
}

func number(text string) int {
	n, err := strconv.Atoi(text)
	must(err == nil, text)
	return n
}

func must(ok bool, text string) {
	if !ok {
		panic(fmt.Sprintf("bug: the embedded catalogue has %q", text))
	}
}
