// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QByteArray>
#include <QMap>

namespace authscope::mcp {

/// A URI template, RFC 6570 levels 1 to 4.
class UriTemplate {
public:
    /// A value of a variable: one text, a list, or pairs (by their names).
    struct Variable {
        QByteArray name = {};
        bool isList = false; ///< carries the explode modifier
        qsizetype maxLength = -1; ///< of the prefix modifier
    };

    /// Error: OA-301 with where the expression is broken.
    static base::Result<UriTemplate> parse(const QByteArray &text);

    const QByteArray &text() const { return m_text; }
    QList<Variable> variables() const; ///< each once, in order of appearance
    /// A name that is missing is undefined (§2.3): it leaves no trace.
    QByteArray expand(const QMap<QByteArray, QStringList> &values) const;

private:
    struct Part {
        QByteArray literal = {};
        char op = 0; ///< of an expression; 0 for simple expansion
        QList<Variable> variables = {};
    };
    QByteArray m_text;
    QList<Part> m_parts;
};

} // namespace authscope::mcp
