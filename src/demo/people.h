// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/random.h"
#include "json/json.h"

namespace authscope::demo {

enum class Role { Viewer, Editor, Owner };

/// Somebody who can sign in with one click; nobody here has a password.
struct Person {
    QByteArray key; ///< "ada": buttons and options name people by it
    QByteArray subject; ///< "user-test-…"
    QByteArray name = {}, givenName = {}, familyName = {}; ///< empty: not known
    QByteArray email = {};
    bool isEmailVerified = false;
    QByteArray phone = {};
    bool isPhoneVerified = false;
    bool hasPicture = false;
    QByteArray locale = {};
    Role role = Role::Editor;

    QByteArray shownName() const; ///< the name, or the e-mail address, or the key
};

QByteArray roleName(Role role);
QList<QByteArray> permissionsOf(Role role);
/// sub, and what the scopes allow to be said. `appOrigin` is where pictures are served.
json::Object claimsOf(const Person &person, const QList<QByteArray> &scopes, const QByteArray &appOrigin);

/// Ada, Grace and Sam, and whoever was made by a click on "New person".
class People {
public:
    People();

    const QList<Person> &all() const { return m_people; }
    const Person *byKey(QByteArrayView key) const;
    const Person *bySubject(QByteArrayView subject) const;
    const Person *addNew(base::RandomSource &random);

    json::Array toJson() const; ///< the new ones
    bool restore(const json::Array &array); ///< false: not what toJson() writes

private:
    void addNumbered(int number, const QByteArray &subject);

    QList<Person> m_people;
};

} // namespace authscope::demo
