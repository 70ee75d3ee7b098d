// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "demo/app/authorizerequest.h"

#include <QHash>

namespace authscope::demo {

/// A browser that has visited us; known by a cookie that says nothing by itself.
struct Browser {
    QByteArray id;
    QByteArray csrf; ///< in every form of this browser
    QByteArray subject = {}; ///< empty: nobody is signed in
    base::Time expires = {};
    QHash<QByteArray, AuthorizeRequest> questions = {}; ///< consent pages that wait for an answer
    QList<QByteArray> questionOrder = {};
};

/// Lives as long as the program: who closes the demo is signed out of Boards.
class Browsers {
public:
    /// Pointers are good until the next call of create() or signIn().
    Browser *find(const QByteArray &id, base::Time now);
    Browser *create(base::Time now, base::RandomSource &random);
    /// A new id for a browser that signs in, so that nobody can have planted the old one.
    Browser *signIn(
        const QByteArray &oldId, const QByteArray &subject, base::Time now, base::RandomSource &random);
    void end(const QByteArray &id) { m_browsers.remove(id); }
    void clear() { m_browsers.clear(); }

    static QByteArray ask(Browser &browser, const AuthorizeRequest &request, base::RandomSource &random);
    /// Once only.
    static std::optional<AuthorizeRequest> take(Browser &browser, const QByteArray &question);

private:
    QHash<QByteArray, Browser> m_browsers;
};

} // namespace authscope::demo
