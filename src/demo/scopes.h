// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

namespace authscope::demo {

struct Scope {
    QByteArray name;
    QByteArray text; ///< the line on the consent page; empty: no line of its own
    QList<QByteArray> permissions = {}; ///< all of them are needed to grant it
    bool isCustom = false; ///< of this project, not of the provider
    bool isListed = true; ///< in scopes_supported
};

const QList<Scope> &allScopes();
const Scope *findScope(QByteArrayView name);
QList<QByteArray> listedScopes();

/// Order kept, repetitions and empty parts dropped.
QList<QByteArray> splitScopes(QByteArrayView text);
QByteArray joinScopes(const QList<QByteArray> &scopes);

/// What somebody with these permissions can give of what was asked, and what not.
struct ScopeSplit {
    QList<QByteArray> grantable;
    QList<QByteArray> ungrantable;
};
ScopeSplit splitByPermissions(const QList<QByteArray> &asked, const QList<QByteArray> &permissions);

/// One line of "It will be able to". profile, email and phone share one.
struct ConsentLine {
    QByteArray id; ///< the first scope it speaks for
    QByteArray text;
    QList<QByteArray> scopes;
};
QList<ConsentLine> consentLines(const QList<QByteArray> &scopes);

} // namespace authscope::demo
