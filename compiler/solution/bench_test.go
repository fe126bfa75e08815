package solution_test

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/solution"
)

// large is a customizations.xml with 2,000 grants in eight roles, and forms and views around them as real ones have: 90 of 100 bytes.
func large() string {
	var b strings.Builder
	b.WriteString("<ImportExportXml>\r\n  <Entities>\r\n")
	for table := range 40 {
		fmt.Fprintf(&b, "    <Entity>\r\n      <Name LocalizedName=\"T\" OriginalName=\"T\">ac_T%d</Name>\r\n      <EntityInfo>\r\n        <entity Name=\"ac_T%[1]d\">\r\n          <attributes>\r\n", table)
		for column := range 25 {
			fmt.Fprintf(&b, "            <attribute PhysicalName=\"ac_C%d\">\r\n              <Type>nvarchar</Type>\r\n              <LogicalName>ac_c%[1]d</LogicalName>\r\n              <RequiredLevel>none</RequiredLevel>\r\n              <DisplayMask>ValidForAdvancedFind|ValidForForm|ValidForGrid</DisplayMask>\r\n              <IsSecured>0</IsSecured>\r\n              <displaynames>\r\n                <displayname description=\"Column\" languagecode=\"1033\" />\r\n              </displaynames>\r\n            </attribute>\r\n", column)
		}
		b.WriteString("          </attributes>\r\n          <OwnershipTypeMask>UserOwned</OwnershipTypeMask>\r\n        </entity>\r\n      </EntityInfo>\r\n      <FormXml>\r\n")
		for cell := range 60 {
			fmt.Fprintf(&b, "        <cell id=\"{7f1c0e6b-0000-4000-8000-%012d}\" showlabel=\"true\" locklevel=\"0\">\r\n          <labels>\r\n            <label description=\"Some label\" languagecode=\"1033\" />\r\n          </labels>\r\n          <control id=\"ac_c\" classid=\"{4273edbd-ac1d-40d3-9fb2-095c621b552d}\" datafieldname=\"ac_c\" disabled=\"false\" />\r\n        </cell>\r\n", cell)
		}
		b.WriteString("      </FormXml>\r\n    </Entity>\r\n")
	}
	b.WriteString("  </Entities>\r\n  <Roles>\r\n")
	for r := range 8 {
		fmt.Fprintf(&b, "    <Role id=\"{%08d-1111-1111-1111-111111111111}\" name=\"Role %[1]d\">\r\n      <IsCustomizable>1</IsCustomizable>\r\n      <RolePrivileges>\r\n", r)
		for p := range 250 {
			fmt.Fprintf(&b, "        <RolePrivilege name=\"prvReadac_Table%03d\" level=\"Global\" />\r\n", p)
		}
		b.WriteString("      </RolePrivileges>\r\n    </Role>\r\n")
	}
	b.WriteString("  </Roles>\r\n</ImportExportXml>")
	return b.String()
}

func BenchmarkReadZip(b *testing.B) {
	text := large()
	z := packed(b, member{name: "solution.xml", text: manifest("core", "0")}, member{name: "customizations.xml", text: text})
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		var diags diag.List
		all, err := solution.ReadZip("x.zip", bytes.NewReader(z), int64(len(z)), &diags)
		if err != nil || len(all) != 1 || countOf(all[0]) != (counts{Roles: 8, Grants: 2000, Tables: 40, Columns: 1000}) {
			b.Fatal(err, say(&diags))
		}
	}
}

// The same bytes, inflated already, through the tokenizer of the standard library.
func BenchmarkEncodingXML(b *testing.B) {
	text := large()
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		d := xml.NewDecoder(strings.NewReader(text))
		for {
			if _, err := d.RawToken(); err == io.EOF {
				break
			} else if err != nil {
				b.Fatal(err)
			}
		}
	}
}
