// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "demo/app/authorizerequest.h"

namespace authscope::demo {

/// Names to values for a template: {{name}} is escaped, {{{name}}} is markup as it stands.
using Values = QHash<QByteArray, QByteArray>;

/// `name` is a file of resources/pages/demo without ".html".
QByteArray renderPage(const QByteArray &name, const Values &values);

enum class PageKind {
    Identity, ///< Demo ID: a card in the middle
    Site, ///< Boards itself
};

struct Page {
    PageKind kind = PageKind::Site;
    QByteArray title;
    QByteArray main; ///< markup
    QByteArray answersTo = {}; ///< the redirect URI a form of this page may end at
    QByteArray person = {}; ///< who is signed in, for the top of the site
    int status = 200;
};

/// The whole answer: layout, style, and the headers that let nothing else in.
net::ServerAnswer pageAnswer(const Page &page, base::RandomSource &random);
net::ServerAnswer problemAnswer(
    const PageProblem &problem, const QByteArray &requestId, base::RandomSource &random);

/// Foreign words for a page: hidden characters made visible, cut; not escaped yet.
QByteArray shown(const QByteArray &text, qsizetype limit = 200);
/// The scheme, host and port of a URI, without changing a byte.
QByteArray originOf(const QByteArray &uri);
/// The first letter for a round badge.
QByteArray initialOf(const QByteArray &name);

} // namespace authscope::demo
