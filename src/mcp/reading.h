// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/content.h"

namespace authscope::mcp {

/// Reads the members of one thing a server lists; what has the wrong type is left out, with a note.
class MemberReader {
public:
    /// `what` begins each note: Tool “greet”.
    MemberReader(const json::Object &object, const QString &what, QStringList *notes);

    const json::Object &object() const { return m_object; }
    void note(const QString &words);
    QString text(const json::Object &object, std::string_view member);
    QString text(std::string_view member) { return text(m_object, member); }
    QByteArray bytes(std::string_view member) { return text(m_object, member).toUtf8(); }
    QList<Icon> icons();
    Annotations annotations();

private:
    const json::Object &m_object;
    QString m_what;
    QStringList *m_notes;
};

/// One element of a `content` list; never fails.
ContentBlock readContentBlock(const json::Shared &value);

/// OA-301.
base::Failure brokenRule(const QString &message, const QString &rule);

} // namespace authscope::mcp
