"""The company and its customers' file."""

from desk.policies.policy import Policy
from desk.policies.readers import numbered, words
from i18n import N_

SERVICE_CODE = Policy(
    "customer.service_code",
    "NE-{seq:05}",
    numbered,
    N_("The service code that a new customer gets; {seq} is the running number (CUS-6)"),
)
COMPANY_NAME = Policy("company.name", "-", words, N_("The company's name, as customers read it"))
COMPANY_NAME_EN = Policy("company.name_en", "-", words, N_("The same in English"))
COMPANY_ABOUT = Policy("company.about", "-", words, N_("What the company does, in a sentence"))
COMPANY_ABOUT_EN = Policy("company.about_en", "-", words, N_("The same in English"))
COMPANY_ADDRESS = Policy("company.address", "-", words, N_("The company's address"))
COMPANY_ADDRESS_EN = Policy("company.address_en", "-", words, N_("The same in English"))
COMPANY_SUPERVISION = Policy(
    "company.supervision", "-", words, N_("The number of the supervisor, for complaints (INT-14)")
)
COMPANY_GREETING = Policy(
    "company.greeting",
    "-",
    words,
    N_("How customers are greeted; {hello} is the time of day, {company} the company or branch (INT-12)"),
)
COMPANY_GREETING_EN = Policy("company.greeting_en", "-", words, N_("The same in English"))
COMPANY_BRANCHES = Policy(
    "company.branches",
    "-",
    words,
    N_("Names of branches by region, like: East=Shanghai branch; South=… (INT-12)"),
)
COMPANY_TELEPHONE = Policy(
    "company.telephone", "-", words, N_("The telephone number that customers may call")
)
