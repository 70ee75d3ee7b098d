// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/people.h"

#include <algorithm>

namespace authscope::demo {

namespace {

constexpr int fixedPeople = 3;
const QByteArray subjectPrefix = "user-test-00000000-0000-4000-8000-";

QList<Person> firstPeople()
{
    return {
        { .key = "ada",
            .subject = subjectPrefix + "0000000000a1",
            .name = "Ada Demo",
            .givenName = "Ada",
            .familyName = "Demo",
            .email = "ada@boards.example",
            .isEmailVerified = true,
            .phone = "+12025550101",
            .isPhoneVerified = true,
            .hasPicture = true,
            .locale = "en-GB",
            .role = Role::Owner },
        { .key = "grace",
            .subject = subjectPrefix + "0000000000a2",
            .name = "Grace Demo",
            .givenName = "Grace",
            .familyName = "Demo",
            .email = "grace@boards.example",
            .isEmailVerified = true,
            .role = Role::Viewer },
        { .key = "sam",
            .subject = subjectPrefix + "0000000000a3",
            .email = "sam@boards.example",
            .role = Role::Editor },
    };
}

} // namespace

QByteArray Person::shownName() const
{
    if (!name.isEmpty())
        return name;
    return email.isEmpty() ? key : email;
}

QByteArray roleName(Role role)
{
    switch (role) {
    case Role::Viewer:
        return "Viewer";
    case Role::Editor:
        return "Editor";
    case Role::Owner:
        return "Owner";
    }
    Q_UNREACHABLE();
}

QList<QByteArray> permissionsOf(Role role)
{
    QList<QByteArray> permissions = { "boards:read" };
    if (role == Role::Editor || role == Role::Owner)
        permissions += { "boards:create", "boards:update", "reports:run" };
    if (role == Role::Owner)
        permissions += { "boards:delete", "boards:share" };
    return permissions;
}

json::Object claimsOf(const Person &person, const QList<QByteArray> &scopes, const QByteArray &appOrigin)
{
    json::Object claims{ { "sub", json::string(person.subject) } };
    const auto addText = [&claims](std::string_view name, const QByteArray &value) {
        if (!value.isEmpty())
            claims[name] = json::string(value);
    };
    if (scopes.contains("profile")) {
        addText("name", person.name);
        addText("given_name", person.givenName);
        addText("family_name", person.familyName);
        addText("locale", person.locale);
        if (person.hasPicture) {
            const QByteArray picture = appOrigin + "/people/" + person.key + ".svg";
            addText("picture", picture);
            addText("profile_picture", picture); // both spellings are in use
        }
    }
    if (scopes.contains("email") && !person.email.isEmpty()) {
        addText("email", person.email);
        claims["email_verified"] = person.isEmailVerified;
    }
    if (scopes.contains("phone") && !person.phone.isEmpty()) {
        addText("phone_number", person.phone);
        claims["phone_number_verified"] = person.isPhoneVerified;
    }
    return claims;
}

People::People() : m_people(firstPeople()) { }

const Person *People::byKey(QByteArrayView key) const
{
    const auto found = std::find_if(
        m_people.begin(), m_people.end(), [key](const auto &person) { return person.key == key; });
    return found == m_people.end() ? nullptr : &*found;
}

const Person *People::bySubject(QByteArrayView subject) const
{
    const auto found = std::find_if(m_people.begin(), m_people.end(),
        [subject](const auto &person) { return person.subject == subject; });
    return found == m_people.end() ? nullptr : &*found;
}

const Person *People::addNew(base::RandomSource &random)
{
    addNumbered(int(m_people.size()) - fixedPeople + 1, subjectPrefix + random.bytes(6).toHex());
    return &m_people.last();
}

json::Array People::toJson() const
{
    json::Array out;
    for (qsizetype i = fixedPeople; i < m_people.size(); ++i)
        out.emplace_back(json::string(m_people[i].subject));
    return out;
}

bool People::restore(const json::Array &array)
{
    m_people = firstPeople();
    int number = 0;
    for (const json::Value &value : array) {
        if (!value.is_string())
            return false;
        addNumbered(++number, json::bytes(value.get_string()));
    }
    return true;
}

void People::addNumbered(int number, const QByteArray &subject)
{
    const QByteArray digits = QByteArray::number(number);
    m_people.append({ .key = "person" + digits,
        .subject = subject,
        .name = "Person " + digits,
        .email = "person" + digits + "@boards.example",
        .role = Role::Editor });
}

} // namespace authscope::demo
