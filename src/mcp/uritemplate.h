// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QByteArray>
#include <QMap>
#include <QStringList>

namespace authscope::mcp {

/// A URI template, RFC 6570 levels 1 to 4.
class UriTemplate {
public:
    struct Variable {
        QByteArray name = {};
        bool isList = false; ///< carries the explode modifier: each value stands by itself
        qsizetype maxLength = -1; ///< of the prefix modifier
    };

    /// Error: OA-301 with where the expression is broken.
    static base::Result<UriTemplate> parse(const QByteArray &text);

    const QByteArray &text() const { return m_text; }
    QList<Variable> variables() const; ///< each once, in order of appearance
    /// What a variable stands for: one text, a list of texts, or pairs (name, value, name, value …). A list
    /// without elements is undefined.
    struct Value {
        enum class Kind { Text, List, Pairs };
        Kind kind = Kind::Text;
        QStringList items = {};
    };
    /// A name that is missing is undefined (§2.3): it leaves no trace.
    QByteArray expand(const QMap<QByteArray, Value> &values) const;
    /// One element is a text, several are a list.
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
