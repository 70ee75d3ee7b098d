// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/model.h"

#include <QHash>

namespace authscope::session {

/// Something in a tool's words a person should know before they believe them. These are guesses by rule of
/// thumb: none of them proves anything, and their absence proves nothing either.
struct ToolCaution {
    enum class Kind {
        HiddenCharacters, ///< invisible, or turning the words around them
        Instructions, ///< speaks to a model instead of describing
        Markup, ///< HTML, pictures, links with other words
    };
    Kind kind = Kind::HiddenCharacters;
    QString where = {}; ///< "/description", "/inputSchema/properties/to/description"
    QString found = {}; ///< cleaned, cut
    QString sentence = {}; ///< whole, for people
};

/// At most twenty, the first of each kind and place. Looks at the name, title, description and at every title
/// and description of the input schema.
QList<ToolCaution> cautionsOf(const mcp::Tool &tool);

/// Names are compared without case, without what is invisible, and with letters that look the same made one.
QString nameSkeleton(const QString &name);

/// A tool whose name is, or looks like, that of another one in the same list.
struct LookAlike {
    bool isSameName = false;
    bool differs = false; ///< same name, and something else is not the same: a call would be ambiguous
    QStringList others = {}; ///< names that only look alike
    qsizetype twin = -1; ///< index of one with the very same name
};

/// By index in the list; tools that stand alone have no entry.
QHash<qsizetype, LookAlike> lookAlikes(const QList<mcp::Tool> &tools);
/// For one name, "“create_board” looks like “creаte_board”, another tool of this server." Empty: it does not.
QString lookAlikeSentence(const QString &name, const LookAlike &look);

} // namespace authscope::session
