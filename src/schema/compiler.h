// SPDX-License-Identifier: GPL-3.0-or-later
// Private to schema: builds the Program.
#pragma once

#include "schema/index.h"
#include "schema/program.h"

namespace authscope::schema {

class Compiler {
public:
    Compiler(Program &program, const Documents &documents);
    void run(std::shared_ptr<const json::Value> schema);

private:
    struct Work {
        Node *node;
        const json::Value *schema;
    };

    void compile(Node &node, const json::Value &schema);
    void compileReferences(Node &node, const Place &place);
    void compileDynamicReference(Node &node, const QByteArray &reference, const Place &place);
    void compileDynamicAnchors();

    void compileValue(Node &node);
    void compileEnum(Node &node, ValueRules &rules);
    void compileNumber(Node &node);
    void compileText(Node &node, const Language &language);
    void compileContent(Node &node, TextRules &rules);
    void compileCombined(Node &node);
    void compileArray(Node &node, const Language &language);
    void compileItems(Node &node, ArrayRules &rules, bool isDraft7);
    void compileObject(Node &node, const Language &language);
    void compileProperties(Node &node, ObjectRules &rules);
    void compileDependent(Node &node, ObjectRules &rules, bool isDraft7);

    Node *nodeFor(const json::Value &schema);
    /// Null where the keyword is absent or holds no schema.
    const Node *child(Node &node, std::string_view keyword);
    Nodes children(Node &node, std::string_view keyword);
    const Pattern *patternOf(Node &node, std::string_view keyword, std::string_view pattern);
    std::optional<qint64> count(Node &node, std::string_view keyword);
    CountRules counts(Node &node, std::string_view least, std::string_view most);
    std::optional<std::vector<std::string_view>> names(
        Node &node, std::string_view keyword, const json::Value &list);
    /// The keyword is left open at this node.
    void problem(Node &node, std::string_view keyword, const QString &message);

    Program &m_program;
    Index m_index;
    std::vector<Work> m_work = {};
    std::unordered_map<const json::Value *, Node *> m_nodes = {};
    QHash<QByteArray, const Pattern *> m_patterns = {};
    bool m_hasDynamicReferences = false;
};

} // namespace authscope::schema
