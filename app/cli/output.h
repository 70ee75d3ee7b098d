// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "json/json.h"

namespace authscope::cli {

/// The two streams. Everything a server may have written is made harmless for a terminal on the way out
/// (control, bidirectional and invisible characters are shown, not sent), also when no terminal is there:
/// what is piped today is looked at tomorrow. With --json nothing but the one document goes to stdout.
class Output {
public:
    explicit Output(bool json) : m_json(json) { }

    bool isJson() const { return m_json; }
    /// A line for people on stdout; nothing with --json. Line breaks inside stay.
    void line(const QString &text = {});
    /// As line(), each row's cells in columns as wide as they need to be.
    void table(const QList<QStringList> &rows, int indent = 0);
    /// The one document; nothing without --json.
    void document(const json::Object &object);
    /// On stderr, with and without --json.
    void note(const QString &text);
    void error(const base::Error &error);
    /// Bytes as they are, and a line break: what --raw and the address of --browser print ask for.
    void raw(const QByteArray &bytes);
    /// Bytes as they are, and nothing else.
    void bytes(const QByteArray &bytes);

private:
    bool m_json;
};

/// One line of foreign words: as base::cleaned(), with room for addresses.
QString shown(const QString &text);
QString shown(const QByteArray &text);

/// Compact JSON in which every control, bidirectional or invisible character is a \u escape.
QByteArray harmlessJson(const json::Value &value);

} // namespace authscope::cli
