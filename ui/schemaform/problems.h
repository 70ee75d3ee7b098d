// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schema/validate.h"

#include <map>

namespace authscope::ui {

/// What is wrong with a value, by the places within it.
struct Problems {
    QByteArray pointer = {}; ///< of this place within the whole
    QList<schema::Violation> here = {};
    std::map<std::string, Problems> below = {};

    static Problems of(const schema::Judgement &judgement, const QByteArray &pointer = {});
    const Problems *at(const std::string &token) const; ///< null: nothing is wrong there
    bool isEmpty() const { return here.isEmpty() && below.empty(); }
    qsizetype count() const;
    QStringList lines() const; ///< all of them, each with its place
};

/// "must have at least 1 character"; foreign words in it are cleaned.
QString problemWords(const schema::Violation &violation);
/// Where the schema says so: "/properties/title/minLength", or a whole address when it is another document.
QString clauseOf(const schema::Violation &violation);

} // namespace authscope::ui
