package schema

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/schema/internal/letters"
)

func TestTablesAllowTheLevelsThatTheSemanticsSay(t *testing.T) {
	for _, c := range []struct {
		table, base, ownership string
		levels                 string // create to share
		rule                   string
	}{
		{"account", "Account", "user_or_team", "BLDG BLDG BLDG BLDG BLDG BLDG BLDG BLDG", "S-TB-03"},
		{"contact", "Contact", "user_or_team", "BLDG BLDG BLDG BLDG BLDG BLDG BLDG BLDG", "S-TB-03"},
		{"position", "Position", "organization", "G G G G G G - -", "WX-56"},
		{"transactioncurrency", "TransactionCurrency", "organization", "G G G G G G - -", "WX-58"},
		{"systemform", "SystemForm", "organization", "G G G G - - - -", "S-TB-05"},
		{"systemuser", "User", "business_unit", "LDG LDG LDG LDG LDG LDG - -", "S-TB-06"},
		{"team", "Team", "business_unit", "LDG LDG LDG LDG LDG LDG - -", "S-TB-06"},
		{"role", "Role", "business_unit", "LDG LDG LDG LDG LDG LDG LDG -", "S-TB-06"},
		{"equipment", "Equipment", "business_unit", "LDG LDG LDG LDG LDG LDG - -", "S-TB-06"},
		{"businessunit", "BusinessUnit", "business_unit", "DG LDG LDG DG LDG LDG - -", "S-TB-07"},
		{"usersettings", "UserSettings", "business_unit", "LDG LDG LDG LDG - LDG - -", "S-TB-08"},
		{"userquery", "UserQuery", "user_or_team", "B B B B - - B B", "S-TB-09"},
		{"userform", "UserForm", "user_or_team", "B B B B - - BG B", "S-TB-09"},
		{"actioncardusersettings", "actioncardusersettings", "user_or_team", "B B B B - - - B", "S-TB-09"},
		{"audit", "Audit", "organization", "- - - G - - - -", "S-TB-13"},
		{"organization", "Organization", "organization", "- G G - - G - -", "S-TB-13"},
		{"post", "Post", "organization", "G G - G G G - -", "S-TB-13"},
		{"emailserverprofile", "EmailServerProfile", "organization", "G G G G G G G G", "S-TB-13"},
		{"sharepointsite", "SharePointSite", "user_or_team", "LDG LDG LDG LDG LDG BLDG BLDG BLDG", "Appendix A31"},
		{"flowrun", "flowrun", "user_or_team", "BLDG BLDG BLDG BLDG BLDG BLDG BLDG -", "S-TB-13"},
		{"aaduser", "aaduser", "organization", "- G - - G G - -", "S-TB-14"},
		{"savedquery", "Query", "organization", "G G G G - - - -", "section 3.1"},
		{"opportunity", "Opportunity", "user_or_team", "BLDG BLDG BLDG BLDG BLDG BLDG BLDG BLDG", "Appendix A, apps"},
		{"salesorder", "Order", "user_or_team", "BLDG BLDG BLDG BLDG BLDG BLDG BLDG BLDG", "Appendix A, apps"},
		{"product", "Product", "organization", "G G G G G G - -", "Appendix A, apps"},
	} {
		fact := TableByName(c.table)
		if fact == nil || fact.Base == nil {
			t.Errorf("%s: the catalogue does not know table %s", c.rule, c.table)
			continue
		}
		var levels []string
		for _, s := range fact.Base.Legal {
			levels = append(levels, letters.Set(s))
		}
		if got := strings.Join(levels, " "); got != c.levels {
			t.Errorf("%s: table %s allows %s, want %s", c.rule, c.table, got, c.levels)
		}
		if !strings.EqualFold(fact.Base.Name, c.base) {
			t.Errorf("%s: table %s has base %s, want %s", c.rule, c.table, fact.Base.Name, c.base)
		}
		if fact.Ownership.String() != c.ownership {
			t.Errorf("%s: table %s is %s-owned, want %s", c.rule, c.table, fact.Ownership, c.ownership)
		}
	}
}

func TestTablesOfOneBaseCannotBeToldApart(t *testing.T) {
	for _, c := range []struct{ base, tables string }{
		{"Activity", "activitypointer appointment campaignactivity campaignresponse chat email fax incidentresolution letter opportunityclose orderclose phonecall quoteclose recurrencerule recurringappointmentmaster serviceappointment socialactivity task msfp_surveyinvite adx_portalcomment"},
		{"Customization", "displaystring isvconfig ribboncommand ribboncontextgroup ribboncustomization ribbondiff ribbonrule ribbontabtocommandmap sitemap teamtemplate"},
		{"Account", "account customeraddress"},
		{"ImportFile", "importdata importfile importlog"},
		{"Solution", "solution solutioncomponent"},
		{"Publisher", "publisher publisheraddress"},
		{"Relationship", "entityrelationship relationship"},
		{"PluginAssembly", "pluginassembly plugintypestatistic"},
		{"SdkMessagePair", "sdkmessagepair sdkmessagerequest sdkmessagerequestfield sdkmessageresponse sdkmessageresponsefield"},
		{"Product", "discounttype pricelevel product uomschedule"},
	} {
		b := BaseByName(c.base)
		if b == nil {
			t.Errorf("no base %s", c.base)
			continue
		}
		for _, name := range strings.Fields(c.tables) {
			if fact := TableByName(name); fact == nil || fact.Base != b || !slices.Contains(b.Tables, name) {
				t.Errorf("table %s is not of base %s", name, c.base)
			}
		}
		if !slices.IsSorted(b.Tables) {
			t.Errorf("base %s lists its tables as %v, want them sorted", c.base, b.Tables)
		}
	}
}

func TestEveryBaseAndTableKnowEachOther(t *testing.T) {
	for _, fact := range Tables() {
		if b := fact.Base; b != nil && !slices.Contains(b.Tables, fact.Name) {
			t.Errorf("base %s does not list its table %s", b.Name, fact.Name)
		}
		if fact.Ownership != model.NoPrivileges && fact.Base == nil {
			t.Errorf("table %s is %s-owned, yet has no privileges", fact.Name, fact.Ownership)
		}
		if !strings.EqualFold(fact.SchemaName, fact.Name) || fact.Name != strings.ToLower(fact.Name) {
			t.Errorf("table %s has schema name %s", fact.Name, fact.SchemaName)
		}
	}
	for _, b := range Bases() {
		if b.Legal == (privilege.Legal{}) || len(b.Tables) == 0 {
			t.Errorf("base %s has no levels or no tables", b.Name)
		}
		for _, name := range b.Tables {
			if TableByName(name).Base != b {
				t.Errorf("table %s does not know its base %s", name, b.Name)
			}
		}
	}
}

func TestTablesOutsideARealEnvironmentAreUnknown(t *testing.T) {
	for _, name := range []string{"mock_parent", "mpa_asset", "cat_customer", "contoso_listing", "new_projects", "dg_animal", "cpr_cprdata", "msfsi_bank", "acount", ""} {
		if TableByName(name) != nil {
			t.Errorf("the catalogue knows %q", name)
		}
	}
}

func TestTablesWithoutPrivilegesAreKnownAsSuch(t *testing.T) {
	for _, name := range []string{"principalobjectaccess", "roletemplate", "quotedetail", "workflowlog"} {
		if fact := TableByName(name); fact == nil || fact.Base != nil || fact.Ownership != model.NoPrivileges {
			t.Errorf("table %s is %+v, want one without privileges", name, fact)
		}
	}
}

func TestTablesThatCannotBeAudited(t *testing.T) {
	var n int
	for _, fact := range Tables() {
		if fact.NotAuditable {
			n++
		}
	}
	if n != 31 {
		t.Errorf("%d tables cannot be audited, Microsoft's page lists 31", n)
	}
	for name, want := range map[string]bool{"annotation": true, "workflow": true, "activitypointer": true, "account": false, "task": false} {
		if TableByName(name).NotAuditable != want {
			t.Errorf("table %s cannot be audited: %v, want %v", name, !want, want)
		}
	}
}

func TestPrivilegeNamesReadBothWays(t *testing.T) {
	for _, b := range Bases() {
		for _, v := range privilege.Verbs() {
			name := b.Privilege(v)
			base, verb, misc, ok := ParsePrivilege(strings.ToUpper(name))
			if misc != nil && misc.Name == name {
				continue // such as prvAppendConstraint
			}
			if !ok || base != b || verb != v {
				t.Errorf("%s reads as %v on %v, want %v on %s", name, verb, base, v, b.Name)
			}
		}
	}
}

func TestPrivilegeNames(t *testing.T) {
	for _, c := range []struct{ name, want string }{
		{"prvReadAccount", "read Account"},
		{"prvreadaccount", "read Account"},
		{"PRVREADUSER", "read User"},
		{"prvAppendToAccount", "append_to Account"},
		{"prvAppendAccount", "append Account"},
		{"prvAppendtoCategory", "append_to Category"},
		{"prvCreateNote", "create Note"},
		{"prvWriteOrder", "write Order"},
		{"prvReadTheme", "read Theme"},
		{"prvAppendTransactionCurrency", "append TransactionCurrency"},
		{"prvReadWorkflowSession", "read WorkflowSession"},
		{"prvReadProfileRule", "read ProfileRule"},
		{"prvAppendToolingGateway", "append toolinggateway"}, // not append_to on "olinggateway"
		{"prvAppendToToolingGateway", "append_to toolinggateway"},
		{"prvReadRecordAuditHistory", "miscellaneous prvReadRecordAuditHistory"},
		{"prvAssignManager", "miscellaneous prvAssignManager"},
		{"prvAssignTerritory", "miscellaneous prvAssignTerritory"}, // Territory is a base, too
		{"prvassignposition", "miscellaneous prvAssignPosition"},
		{"prvexporttoexcel", "miscellaneous prvExportToExcel"},
		{"prvCreateOrgEmailTemplates", "miscellaneous prvCreateOrgEmailTemplates"},
		{"prvReadtask", "unknown"},       // a task is read with prvReadActivity
		{"prvReadsystemuser", "unknown"}, // the base is User
		{"prvReadPriceLevel", "unknown"}, // the base is Product
		{"prvUseMailMerge", "unknown"},
		{"prvDataExport", "unknown"},
		{"prvUseExternalReader", "unknown"},
		{"prvRead", "unknown"},
		{"prv", "unknown"},
		{"readAccount", "unknown"},
		{"", "unknown"},
	} {
		got := "unknown"
		if base, verb, misc, ok := ParsePrivilege(c.name); ok && misc != nil {
			got = "miscellaneous " + misc.Name
		} else if ok {
			got = fmt.Sprintf("%s %s", verb, base.Name)
		}
		if got != c.want {
			t.Errorf("%q reads as %s, want %s", c.name, got, c.want)
		}
	}
}

func TestMiscellaneousPrivileges(t *testing.T) {
	names := Miscellaneous()
	if !slices.IsSortedFunc(names, func(a, b *model.Miscellaneous) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("they are not sorted by name")
	}
	for _, c := range []struct {
		name        string
		sensitivity model.Sensitivity
		privacy     bool
		levels      string
	}{
		{"prvExportToExcel", model.High, true, "BLDG"},
		{"prvActOnBehalfOfAnotherUser", model.High, false, "G"},
		{"prvDisableUser", model.High, false, "LDG"},
		{"prvBulkEdit", model.Medium, false, "BLDG"},
		{"prvFlow", model.Low, false, "BLDG"},
		{"prvOneDrive", model.Ungraded, false, "BLDG"},
	} {
		m := MiscellaneousByName(strings.ToLower(c.name))
		if m == nil {
			t.Errorf("no %s", c.name)
			continue
		}
		if m.Name != c.name || m.Sensitivity != c.sensitivity || m.Privacy != c.privacy || letters.Set(m.Levels) != c.levels {
			t.Errorf("got %+v, want %+v", *m, c)
		}
	}
}

func TestBasesSayWhetherTheirNameIsGuessed(t *testing.T) {
	for name, guessed := range map[string]bool{
		"Account": false, "Note": false, "aaduser": false, "adx_invitation": false, "ProfileRule": false, // all seen
		"SdkMessagePair": true, "flowgroup": true,
	} {
		if b := BaseByName(name); b == nil || b.Name != name || b.Guessed != guessed {
			t.Errorf("base %s is %+v, want guessed %v", name, b, guessed)
		}
	}
}

func TestTablesAndBasesAreSortedByName(t *testing.T) {
	if !slices.IsSortedFunc(Tables(), func(a, b *model.TableFact) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("tables are not")
	}
	if !slices.IsSortedFunc(Bases(), func(a, b *model.Base) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("bases are not")
	}
}

func TestNamesAreFoundInAnyCase(t *testing.T) {
	if TableByName("ACCOUNT") != TableByName("account") || BaseByName("note") != BaseByName("NOTE") || BaseByName("note") == nil {
		t.Error("a name in other capitals finds something else")
	}
}

func BenchmarkOpenCatalogue(b *testing.B) {
	for b.Loop() {
		readCatalogue()
	}
}

func BenchmarkOpenStandardRoles(b *testing.B) {
	Bases()
	for b.Loop() {
		readRoles()
	}
}

func BenchmarkParsePrivilege(b *testing.B) {
	Bases()
	for b.Loop() {
		ParsePrivilege("prvAppendToTransactionCurrency")
	}
}
