// Of the staff app: pushes, and nothing else. It keeps nothing and answers no request.
importScripts('/push-notices.js');
